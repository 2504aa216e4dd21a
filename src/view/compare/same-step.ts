/** Do two steps, one in each machine, do the same? */
import { equal64, type Word64 } from '../../base/word64.ts';
import { spteKind } from '../../engine/layout/spte-kind.ts';
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import type { SpteAccess, StepRecord } from '../../protocol/run.ts';
import { spteBits } from './spte-facts.ts';

/**
 * By what they are, what they found and what they left. The words of two layouts are not the same for
 * the same SPTE; there only its state and its letters count.
 */
export function sameStep(
  left: StepRecord,
  right: StepRecord,
  [one, other]: readonly [SpteLayout, SpteLayout],
): boolean {
  const violated = ({ violations }: StepRecord) =>
    violations.map(({ property }) => property).join();
  if (left.access !== right.access || left.pc !== right.pc) return false;
  if (violated(left) !== violated(right)) return false;
  if (one.id === other.id) return left.text === right.text;
  return (
    withoutWords(left.text) === withoutWords(right.text) && sameSpte(left, right, [one, other])
  );
}

/** An SPTE as digits and as letters: both are the layout's. */
const SPTE_IN_WORDS = /0x[0-9a-f]+ \((?:[RWX·]{3} [AD·]{2}|empty)\)/g;

function withoutWords(text: string): string {
  return text.replace(SPTE_IN_WORDS, '');
}

type Layouts = readonly [SpteLayout, SpteLayout];

function sameSpte(
  { spte: left }: StepRecord,
  { spte: right }: StepRecord,
  layouts: Layouts,
): boolean {
  if (left === null || right === null) return left === right;
  const values = ({ after, before, seen }: SpteAccess) => [before, after, seen] as const;
  return values(left).every((value, i) => {
    const counterpart = values(right)[i] ?? null;
    if (value === null || counterpart === null) return value === counterpart;
    return sameMeaning({ value, counterpart, level: left.level }, layouts);
  });
}

function sameMeaning(
  { counterpart, level, value }: { value: Word64; counterpart: Word64; level: number },
  [one, other]: Layouts,
): boolean {
  if (one.id === other.id) return equal64(value, counterpart);
  const [mine, theirs] = [spteKind(one, value, level), spteKind(other, counterpart, level)];
  const letters = (layout: SpteLayout, spte: Word64) =>
    JSON.stringify(spteBits(layout, spte, spteKind(layout, spte, level)).map(({ set }) => set));
  return mine === theirs && letters(one, value) === letters(other, counterpart);
}
