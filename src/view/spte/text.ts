/** How numbers of the machine are written, everywhere in the page the same way. */
import { bigintOf, type Word64 } from '../../base/word64.ts';

/** A gfn, a pfn or a frame number, as the kernel's trace events print them. */
export function hexOf(value: number): string {
  return `0x${value.toString(16)}`;
}

/** Sixteen hexadecimal digits in groups of four: the eye finds a digit in them, and columns align. */
export function groupedHex(word: Word64): string {
  const digits = bigintOf(word).toString(16).padStart(16, '0');
  return `0x${(digits.match(/.{4}/g) ?? []).join(' ')}`;
}

const LEVEL_NAMES: Readonly<Record<number, string>> = { 1: 'PT', 2: 'PD', 3: 'PDPT', 4: 'PML4' };

/** The manuals' name of a table of a level. */
export function tableName(level: number): string {
  return LEVEL_NAMES[level] ?? `level ${level} table`;
}

const ENTRY_SPANS: Readonly<Record<number, string>> = {
  1: '4 KiB',
  2: '2 MiB',
  3: '1 GiB',
  4: '512 GiB',
};

/** How much guest memory one entry of a table of a level covers. */
export function entrySpan(level: number): string {
  return ENTRY_SPANS[level] ?? '';
}

/** `1 leaf`, `14 leafs`: the kernel's plural of the word. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  const last = words.at(-1);
  if (last === undefined) return '';
  return words.length === 1 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
