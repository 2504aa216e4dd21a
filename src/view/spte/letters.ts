/**
 * An SPTE as letters: R W X, A D, H MW. What a letter is called comes from the layout's own table, so
 * that the pictures, the bit grid and the legend speak of the same bits by the same names.
 */
import { equal64, hasAny, isZero, type Word64 } from '../../base/word64.ts';
import { fieldNamed, type FieldName } from '../../engine/layout/bit-field.ts';
import { isExecutablePte, isShadowPresentPte } from '../../engine/layout/predicates.ts';
import type { SpteLayout, SpteMasks } from '../../engine/layout/spte-layout.ts';

export type LetterName =
  'readable' | 'writable' | 'executable' | 'accessed' | 'dirty' | 'hostWritable' | 'mmuWritable';

export const PERMISSION_LETTERS: readonly LetterName[] = ['readable', 'writable', 'executable'];
export const AD_LETTERS: readonly LetterName[] = ['accessed', 'dirty'];
export const WRITABLE_LETTERS: readonly LetterName[] = ['hostWritable', 'mmuWritable'];
export const ALL_LETTERS: readonly LetterName[] = [
  ...PERMISSION_LETTERS,
  ...AD_LETTERS,
  ...WRITABLE_LETTERS,
];

/**
 * What the step under the cursor did to a bit. `lost` is a bit that was set in memory and that the
 * writer, who had an older snapshot, cleared without having seen it.
 */
export type LetterChange = 'none' | 'set' | 'cleared' | 'lost';

export interface Letter {
  readonly name: LetterName;
  readonly letter: string;
  readonly set: boolean;
  readonly change: LetterChange;
  /** Memory and a snapshot that a writer still holds differ in this bit. */
  readonly atStake: boolean;
}

/** How a format without the named field calls it: NPT has no X, it has its opposite. */
const FALLBACK: Readonly<Record<LetterName, string>> = {
  readable: 'R',
  writable: 'W',
  executable: 'X',
  accessed: 'A',
  dirty: 'D',
  hostWritable: 'H',
  mmuWritable: 'MW',
};

export function letterOf(layout: SpteLayout, name: LetterName): string {
  const field: FieldName = name;
  return fieldNamed(layout.fields, field)?.label ?? FALLBACK[name];
}

/** Bits of an absent SPTE say nothing: a frozen one has A set and was never accessed. */
export function hasLetter(layout: SpteLayout, spte: Word64, name: LetterName): boolean {
  if (!isShadowPresentPte(layout, spte)) return false;
  if (name === 'executable') return isExecutablePte(layout, spte);
  return hasAny(spte, maskOfLetter(layout.masks, name));
}

function maskOfLetter(masks: SpteMasks, name: Exclude<LetterName, 'executable'>): Word64 {
  return masks[name];
}

/** Old value, new value, and what the writer believed it was replacing. */
export interface SpteWrite {
  readonly old: Word64;
  readonly new: Word64;
  readonly seen: Word64 | null;
}

export interface LettersRequest {
  readonly layout: SpteLayout;
  readonly spte: Word64;
  readonly names: readonly LetterName[];
  /** The change of this SPTE by the step under the cursor. */
  readonly write?: SpteWrite | undefined;
  /** A value that somebody read earlier and may still act on. */
  readonly snapshot?: Word64 | undefined;
}

export function letters(request: LettersRequest): Letter[] {
  const { layout, spte, names, snapshot, write } = request;
  return names.map((name) => {
    const set = hasLetter(layout, spte, name);
    return {
      name,
      letter: letterOf(layout, name),
      set,
      change: write === undefined ? 'none' : letterChange(layout, write, name),
      atStake: snapshot !== undefined && hasLetter(layout, snapshot, name) !== set,
    };
  });
}

function letterChange(layout: SpteLayout, write: SpteWrite, name: LetterName): LetterChange {
  const before = hasLetter(layout, write.old, name);
  const after = hasLetter(layout, write.new, name);
  if (before === after) return 'none';
  if (after) return 'set';
  const unseen = write.seen !== null && !hasLetter(layout, write.seen, name);
  return unseen ? 'lost' : 'cleared';
}

/** Names of the bits a write destroyed unseen. */
export function lostLetters(layout: SpteLayout, write: SpteWrite): LetterName[] {
  if (write.seen === null || equal64(write.seen, write.old)) return [];
  return ALL_LETTERS.filter((name) => letterChange(layout, write, name) === 'lost');
}

/** What the pictures say with strokes and frames, for a listener: `R W X, D lost`. */
export function spokenChanges(row: readonly Letter[]): string {
  const set = row.filter((letter) => letter.set).map(({ letter }) => letter);
  const parts = [set.length === 0 ? 'none set' : set.join(' ')];
  for (const { atStake, change, letter } of row) {
    if (change !== 'none') parts.push(`${letter} ${change}`);
    if (atStake) parts.push(`${letter} differs from a held snapshot`);
  }
  return parts.join(', ');
}

/** The set bits, spaced for a listener: `R W X A`, or `no bits`. */
export function spokenLetters(
  layout: SpteLayout,
  spte: Word64,
  names: readonly LetterName[],
): string {
  if (isZero(spte)) return 'empty';
  const set = names.filter((name) => hasLetter(layout, spte, name));
  return set.length === 0 ? 'no bits' : set.map((name) => letterOf(layout, name)).join(' ');
}
