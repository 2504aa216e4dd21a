import { describe, expect, it, test } from 'vitest';
import { hex64 } from '../base/word64.ts';
import { EPT_AD_46, layoutFor, layoutOf } from '../engine/layout/registry.ts';
import { spteKind } from '../engine/layout/spte-kind.ts';
import type { SpteLayout } from '../engine/layout/spte-layout.ts';
import { buildSpte } from './build-spte.ts';
import { parseSpteText } from './spte-text.ts';

const AD = layoutOf('v5.19/ept-ad-46');
const NO_AD = layoutFor('v5.19', { ...EPT_AD_46, adBits: false })!;

function build(text: string, layout: SpteLayout): string {
  const parsed = parseSpteText(text);
  if ('complaint' in parsed) return parsed.complaint.code;
  const leaf = { layout, gfn: 0x205, level: 1 as const, pfn: 0x9a05, hostWritable: true };
  const built = buildSpte(parsed.value, leaf);
  if ('complaint' in built) return built.complaint.code;
  const word = text.split(' ')[0];
  if (!text.startsWith('0x')) expect(spteKind(layout, built.value, 1)).toBe(word);
  return hex64(built.value);
}

test.each([
  ['RO', '0x9a05975'],
  ['WT', '0x200000009a05975'],
  ['WP', '0x600000009a05975'],
  ['WC', '0x600000009a05977'],
  ['WD', '0x600000009a05b77'],
  ['WD A=0', '0x600000009a05a77'],
  ['WP D=1', '0x600000009a05b75'],
  ['WP D=0 A=1', '0x600000009a05975'],
  ['RO X=0 A=0', '0x9a05871'],
  ['  WC   A=0 ', '0x600000009a05877'],
  ['0x600000009a05977', '0x600000009a05977'],
  ['0X600000009A05977', 'unknown-state'],
])('with A/D bits, %j is %s', (text, expected) => {
  expect(build(text.trim(), AD)).toBe(expected);
});

test.each([
  ['WD', '0x610000009a05877'],
  ['RO', '0x10000009a05875'],
  ['AT', '0x750000009a05870'],
])('without A/D bits, %j is %s', (text, expected) => {
  expect(build(text, NO_AD)).toBe(expected);
});

describe('what a layout cannot say', () => {
  it.each([
    ['AT', AD],
    ['WD D=0', AD],
    ['WC D=1', AD],
    ['WC', NO_AD],
    ['RO A=1', NO_AD],
    ['WD D=1', NO_AD],
  ])('%s is refused', (text, layout) => {
    expect(build(text, layout)).toBe('impossible-state');
  });

  it('names the bit that is not there', () => {
    const parsed = parseSpteText('WD A=1');
    if ('complaint' in parsed) throw new Error('unexpected');
    const leaf = { layout: NO_AD, gfn: 0, level: 1 as const, pfn: 0x9a00, hostWritable: true };
    expect(buildSpte(parsed.value, leaf)).toEqual({
      complaint: {
        code: 'impossible-state',
        message: `An SPTE of layout ${NO_AD.id} has no A bit to set.`,
        hint: 'Leave A= out.',
      },
    });
  });
});

test.each([
  ['an empty one', '0x0', 'not-a-leaf'],
  ['an MMIO one', '0x3ffff9a0500e', 'not-a-leaf'],
  ['a frozen one', '0x5a0', 'not-a-leaf'],
  ['one with an address beyond the CPU', '0x600400009a05977', 'reserved-bits'],
  ['one with memory type 2', '0x600000009a05957', 'reserved-bits'],
  ['one that is writable only', '0x600000009a05972', 'reserved-bits'],
  ['W without MMU-writable', '0x200000009a05977', 'writable-bits'],
  ['MMU-writable without host-writable', '0x400000009a05975', 'writable-bits'],
  ['one for another page', '0x600000009a04977', 'wrong-pfn'],
  ['one of a CPU without A/D bits', '0x610000009a05877', 'ad-type'],
  ['one of a nested guest under PML', '0x620000009a05b77', 'ad-type'],
  ['one that has the page-size bit', '0x600000009a05bf7', 'page-size'],
])('%s is refused as a value', (_what, text, expected) => {
  expect(build(text, AD)).toBe(expected);
});

test('a page that the host maps read-only has no host-writable SPTE', () => {
  const leaf = { layout: AD, gfn: 0x205, level: 1 as const, pfn: 0x9a05, hostWritable: false };
  const code = (text: string): string => {
    const parsed = parseSpteText(text);
    if ('complaint' in parsed) throw new Error('unexpected');
    const built = buildSpte(parsed.value, leaf);
    return 'complaint' in built ? built.complaint.code : hex64(built.value);
  };
  expect(['WT', 'WP', 'WC', 'WD'].map(code)).toEqual(Array(4).fill('host-read-only'));
  expect(code('0x200000009a05975')).toBe('host-read-only');
  expect(code('RO')).toBe('0x9a05975');
  expect(code('0x9a05975')).toBe('0x9a05975');
});

test.each([
  ['with A/D bits', '0x600000009a05877', 'ad-type'],
  ['that is writable and has saved bits', '0x650000009a05877', 'saved-bits'],
  ['that is as it should be', '0x610000009a05877', '0x610000009a05877'],
  ['that is tracked', '0x750000009a05870', '0x750000009a05870'],
])('without A/D bits, a value %s', (_what, text, expected) => {
  expect(build(text, NO_AD)).toBe(expected);
});

test('under PML the SPTEs of a nested guest have a type of their own', () => {
  expect(build('0x620000009a05b77', layoutOf('v5.19/ept-ad-pml-46'))).toBe('0x620000009a05b77');
});

test('writable bits that cannot be are refused where the kernel itself does not look, too', () => {
  expect(build('0x9a05377', layoutOf('v4.15/ept-ad-46'))).toBe('writable-bits');
});

test('on AMD a bit takes X away', () => {
  const npt = layoutOf('v5.19/npt-48');
  expect(build('WD', npt)).toBe('0x9a05e67');
  expect(build('WD X=0', npt)).toBe('0x8000000009a05e67');
  expect(build('WD X=1', npt)).toBe('0x9a05e67');
});
