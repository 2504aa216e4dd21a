/** A difference as a sentence, and as the two values side by side. */
import { bitPairs, type FactPair } from './differences.ts';
import type { Fact } from './fact.ts';

export interface Names {
  readonly left: string;
  readonly right: string;
}

/** `the TLB entry of vCPU 0 for gfn 0x10: W=1 in Before; W=0 in After` */
export function differenceText(pair: FactPair, names: Names): string {
  const { left, right, subject } = pair;
  return `${subject}: ${sideText(left, right)} in ${names.left}; ${sideText(right, left)} in ${names.right}`;
}

/** What is true on one side, as far as it is not true on the other. */
export function sideText(mine: Fact | null, other: Fact | null): string {
  if (mine === null) return other?.absent ?? '';
  if (other === null) return factText(mine);
  const bits = bitPairs(mine.bits, other.bits)
    .filter(({ left, right }) => left !== right && left !== null)
    .map(({ letter, left }) => `${letter}=${left === true ? 1 : 0}`);
  const text = mine.text === other.text ? [] : [mine.text];
  const parts = [...bits, ...text].filter((part) => part !== '');
  return parts.length === 0 ? 'nothing of it' : parts.join(' ');
}

/** All of a fact in one line: `R W X A D, pfn 0x9a05`. */
export function factText({ bits, text }: Fact): string {
  const set = bits.filter((bit) => bit.set).map(({ letter }) => letter);
  const letters = bits.length === 0 ? '' : set.length === 0 ? 'no bits' : set.join(' ');
  return [letters, text].filter((part) => part !== '').join(', ');
}

/** For a listener, who wants to know how much there is before hearing all of it. */
export function summaryText(pairs: readonly FactPair[], names: Names): string {
  if (pairs.length === 0) return `${names.left} and ${names.right} agree in everything.`;
  const first = pairs.slice(0, SPOKEN_MAX).map((pair) => differenceText(pair, names));
  const more = pairs.length - first.length;
  const rest = more === 0 ? '' : `. And ${more} more`;
  return `${countOf(pairs.length)}: ${first.join('. ')}${rest}.`;
}

const SPOKEN_MAX = 3;

function countOf(count: number): string {
  return count === 1 ? '1 difference' : `${count} differences`;
}

export const GROUP_TITLES: Readonly<Record<FactPair['group'], string>> = {
  tables: 'Page tables',
  vcpus: 'vCPUs and TLBs',
  pages: 'Guest pages',
  locks: 'Locks',
  threads: 'Threads',
  counters: 'Counters',
};
