import { expect, test } from 'vitest';
import type { GuestPageView } from '../../engine/state/readers.ts';
import { pageCells } from './page-cells.ts';

const GUEST: GuestPageView = {
  gfn: 0x205,
  version: 0,
  pfn: 0x9a05,
  hostWritable: true,
  tracked: 'none',
  external: false,
};

const flagsOf = (guest: GuestPageView, guestBefore = GUEST) =>
  pageCells({ guest, guestBefore, mapped: 0x9a05, host: null, hostBefore: null, actors: [] }).flags;

test('a page of a guest page table says so, and whether that is new', () => {
  expect(flagsOf(GUEST)).toEqual([]);
  const tracked: GuestPageView = { ...GUEST, tracked: 'page' };
  expect(flagsOf(tracked)).toMatchObject([{ name: 'tracked', text: 'PT', changed: true }]);
  expect(flagsOf(tracked, tracked)).toMatchObject([{ changed: false }]);
  expect(flagsOf({ ...GUEST, tracked: 'shadowed' })[0]?.title).toContain('last-level');
});

test('a page that the external page table maps says so', () => {
  const external: GuestPageView = { ...GUEST, external: true };
  expect(flagsOf(external)).toMatchObject([{ name: 'external', text: 'S-EPT', changed: true }]);
});
