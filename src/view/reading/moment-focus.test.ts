import { describe, expect, test } from 'vitest';
import { actorsNow, codePlaces } from '../machine/actor-now.ts';
import { leafTable } from '../machine/leaf-table.ts';
import { locksPicture } from '../machine/locks-picture.ts';
import { treePicture } from '../machine/tree-picture.ts';
import { vcpuCards } from '../machine/vcpu-card.ts';
import { STEPS, zapRunAt } from '../spte/testing/zap-run.ts';
import { momentFocus, type MomentFocus } from './moment-focus.ts';

function focusAt(position: number, words = ''): MomentFocus {
  const input = zapRunAt(position);
  const { actors, next, programs, view } = input;
  const now = actorsNow({ view, actors, places: codePlaces(programs), next });
  return momentFocus({
    words,
    table: leafTable(input, { all: true }),
    cards: vcpuCards(input, now),
    locks: locksPicture(input, now),
    tree: treePicture(input, { width: 400 }),
  });
}

const rowsOf = ({ rows }: MomentFocus): string[] => rows.map(({ gfnText }) => gfnText);
const cardsOf = ({ cards }: MomentFocus): string[] => cards.map(({ title }) => title);

describe('the part of the machine that a moment speaks of', () => {
  test('is the selected entry, and those whose gfns are in the words', () => {
    expect(rowsOf(focusAt(0))).toEqual(['0x205']);
    expect(rowsOf(focusAt(0, 'It reads gfn 0x201.'))).toEqual(['0x201', '0x205']);
    expect(rowsOf(focusAt(0, 'Of 0x20 nothing is said.'))).toEqual(['0x205']);
  });

  test('holds the walk down to the entry, with the index at each level', () => {
    expect(focusAt(0).walk.map(({ name, text }) => `${name} ${text}`)).toEqual([
      'PML4 0x40[0]',
      'PDPT 0x41[0]',
      'PD 0x42[1]',
      'PT 0x43[5]',
    ]);
  });

  test('has a vCPU that moves, that is named, or that remembers one of the entries', () => {
    const told = focusAt(STEPS.assist);
    expect(cardsOf(told)).toContain('vCPU 0');
    expect(cardsOf(focusAt(0, 'vCPU 1 waits.'))).toContain('vCPU 1');
    expect(cardsOf(focusAt(0))).toEqual([]);
  });

  test('leaves out what the other entries in a TLB are, unless they are stale', () => {
    const { cards } = focusAt(STEPS.store);
    for (const { tlb } of cards) {
      for (const { change, gfn, stale } of tlb) {
        expect(stale || change !== 'none' || gfn === 0x205).toBe(true);
      }
    }
  });

  test('marks what the step lost', () => {
    const [row] = focusAt(STEPS.store).rows;
    expect(row?.lost).toEqual(['D']);
  });

  test('says of the locks only what is going on', () => {
    for (const { changed, idle } of focusAt(STEPS.store).locks.rows) {
      expect(changed || !idle).toBe(true);
    }
  });
});
