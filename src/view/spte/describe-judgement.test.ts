/** What is said of a change of an SPTE, legal or not. */
import { expect, test } from 'vitest';
import { word64Of } from '../../base/word64.ts';
import { layoutOf } from '../../engine/layout/registry.ts';
import { SpteJudge, type SpteChange } from '../../engine/spte-states/judge-change.ts';
import { describeJudgement } from './describe-judgement.ts';

const judge = new SpteJudge(layoutOf('v5.19/npt-48'));
const DIRTY = 0x1026e67n;

function told(old: bigint, after: bigint, known: Partial<SpteChange> = {}) {
  const change = { level: 1, old: word64Of(old), new: word64Of(after), ...known };
  return describeJudgement(judge.judge(change));
}

test('a legal change says which it is and what flush it makes somebody owe', () => {
  expect(told(DIRTY, 0x1026e65n, { paths: ['logReap'] })).toEqual({
    verdict: 'legal',
    transition: 'reap_wrprot',
    text: 'a round of dirty logging takes W. A flush is owed, after mmu_lock: If a word of the bitmap was not empty. MMU-writable stays, and tells of it.',
  });
});

test('one that clears too much says what may be, and what was too much', () => {
  expect(told(DIRTY, 0x1026e07n, { paths: ['age'] })).toEqual({
    verdict: 'illegal',
    transition: 'age',
    text: 'What may happen is: aging clears Accessed. But Dirty was cleared, too.',
  });
});

test.each([
  ['another page', [DIRTY, 0x1027e67n], {}, /emptied and flushed/],
  ['no value of the kernel', [0n, 0x580n], {}, /never stores such a value/],
  ['W alone', [0n, 0x1026a67n], {}, /needs MMU-writable/],
  [
    'a path that does not do it',
    [0x5a0n, DIRTY],
    { paths: ['map'] },
    /No kernel path leads|does not do/,
  ],
  ['the wrong lock', [DIRTY, 0n], { paths: ['zap'], lock: 'none' }, /hold mmu_lock otherwise/],
  [
    'the wrong way to write',
    [DIRTY, 0n],
    { paths: ['zap'], lock: 'write', op: 'or' },
    /write the entry/,
  ],
] as const)('illegal: %s', (_, [old, after], known, text) => {
  const judgement = told(old, after, known);
  expect(judgement?.verdict).toBe('illegal');
  expect(judgement?.text).toMatch(text);
});

test('nothing is said of a step that changes nothing', () => {
  expect(told(DIRTY, DIRTY)).toBeNull();
});
