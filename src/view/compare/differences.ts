/** Two machines, fact by fact: what is the same, and what is not. */
import type { Fact, FactBit, FactGroup } from './fact.ts';

/** A fact as both machines have it; null where one has none. */
export interface FactPair {
  readonly key: string;
  readonly group: FactGroup;
  readonly subject: string;
  readonly name: string;
  readonly left: Fact | null;
  readonly right: Fact | null;
  readonly same: boolean;
}

/** Every fact of either, in the order of the left one; what only the right one has comes behind its like. */
export function pairFacts(
  left: readonly Fact[],
  right: readonly Fact[],
  pair: PairOf = pairOf,
): FactPair[] {
  const onTheRight = new Map(right.map((fact) => [fact.key, fact]));
  const onTheLeft = new Set(left.map(({ key }) => key));
  const pairs = left.map((fact) => pair(fact, onTheRight.get(fact.key) ?? null));
  const added = right.filter(({ key }) => !onTheLeft.has(key)).map((fact) => pair(null, fact));
  return added.length === 0 ? pairs : behindTheirLike(pairs, added);
}

/** Each behind the last one of its kind; what has no like, at the end. */
function behindTheirLike(pairs: readonly FactPair[], added: readonly FactPair[]): FactPair[] {
  const byKind = new Map<string, FactPair[]>();
  for (const pair of added) {
    const like = byKind.get(kindOf(pair));
    if (like === undefined) byKind.set(kindOf(pair), [pair]);
    else like.push(pair);
  }
  const lastOfKind = new Map(pairs.map((pair, i) => [kindOf(pair), i]));
  const alone = [...byKind].flatMap(([kind, like]) => (lastOfKind.has(kind) ? [] : like));
  const woven = pairs.flatMap((pair, i) => {
    const kind = kindOf(pair);
    return lastOfKind.get(kind) === i ? [pair, ...(byKind.get(kind) ?? [])] : [pair];
  });
  return [...woven, ...alone];
}

function kindOf({ key }: FactPair): string {
  const end = key.indexOf('/');
  return end < 0 ? key : key.slice(0, end);
}

/** How two facts of one key are held against each other; not both are null. */
export type PairOf = (left: Fact | null, right: Fact | null) => FactPair;

export function differences(left: readonly Fact[], right: readonly Fact[]): FactPair[] {
  return pairFacts(left, right).filter(({ same }) => !same);
}

export function pairOf(left: Fact | null, right: Fact | null): FactPair {
  const { group = 'tables', key = '', name = '', subject = '' } = left ?? right ?? {};
  return { key, group, subject, name, left, right, same: sameFact(left, right) };
}

function sameFact(left: Fact | null, right: Fact | null): boolean {
  if (left === null || right === null) return false;
  return left.text === right.text && differingBits(left, right).length === 0;
}

/** Letters of the bits that are not the same; of all of them where only one has bits. */
export function differingBits(left: Fact, right: Fact): readonly BitPair[] {
  return bitPairs(left.bits, right.bits).filter((bit) => bit.left !== bit.right);
}

export interface BitPair {
  readonly letter: string;
  /** Null: it has no such bit. */
  readonly left: boolean | null;
  readonly right: boolean | null;
}

export function bitPairs(left: readonly FactBit[], right: readonly FactBit[]): readonly BitPair[] {
  const setIn = (bits: readonly FactBit[], letter: string): boolean | null =>
    bits.find((bit) => bit.letter === letter)?.set ?? null;
  const letters = new Set([...left, ...right].map(({ letter }) => letter));
  return [...letters].map((letter) => ({
    letter,
    left: setIn(left, letter),
    right: setIn(right, letter),
  }));
}
