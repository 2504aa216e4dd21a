/** The page tables: every entry that a walk from the root comes through, and tables no walk comes to. */
import { spteToPfn } from '../../engine/layout/predicates.ts';
import type { SpteKind } from '../../engine/layout/spte-kind.ts';
import { gfnsPerEntry, readFrame } from '../../engine/state/readers.ts';
import { equal64, type Word64 } from '../../base/word64.ts';
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import { tableEntries } from '../mirror/table-entries.ts';
import { kindWord } from '../spte/kind-words.ts';
import {
  ALL_LETTERS,
  AD_LETTERS,
  PERMISSION_LETTERS,
  hasLetter,
  letterOf,
} from '../spte/letters.ts';
import { hexOf, tableName } from '../spte/text.ts';
import { childFrame, currentRoot, reachableFrames, ROOT_LEVEL } from '../spte/walk.ts';
import type { Fact, FactBit, Facet, FactInput, FactTeller } from './fact.ts';

export const SPTE_FACETS: readonly Facet[] = [
  { regions: ['pt', 'vcpu', 'sp'], factsOf: entryFacts, createTeller: entryTeller },
  { regions: ['pt', 'vcpu', 'sp', 'rcu'], factsOf: frameFacts },
];

/** What is compared of an entry; also where two machines have it in frames of other numbers. */
export function spteKey({ gfn, level }: { gfn: number; level: number }): string {
  return `spte/${level}/${hexOf(gfn)}`;
}

function entryFacts(input: FactInput, tell: TellEntry = entryFact): Fact[] {
  const root = currentRoot(input.view);
  const table = { frame: root ?? 0, level: ROOT_LEVEL, gfn: 0 };
  return root === null ? [] : factsOfTable(input, table, tell);
}

type TellEntry = typeof entryFact;

/** By its place and its value an entry is told once. */
function entryTeller(): FactTeller {
  const told = new Map<number, { readonly spte: Word64; readonly fact: Fact }>();
  return (input) =>
    entryFacts(input, (layout, entry) => {
      const place = entry.gfn * (ROOT_LEVEL + 1) + entry.level;
      const last = told.get(place);
      if (last !== undefined && equal64(last.spte, entry.spte)) return last.fact;
      const fact = entryFact(layout, entry);
      told.set(place, { spte: entry.spte, fact });
      return fact;
    });
}

interface Table {
  readonly frame: number;
  readonly level: number;
  readonly gfn: number;
}

function factsOfTable(
  input: FactInput,
  { frame, level, gfn: first }: Table,
  tell: TellEntry,
): Fact[] {
  const { layout, view } = input;
  return tableEntries(view, { layout, frame, level }).flatMap(({ index, kind, spte }) => {
    const gfn = first + index * gfnsPerEntry(level);
    const child = kind === 'nonleaf' && level > 1 ? childFrame(view, layout, spte) : null;
    const below =
      child === null ? [] : factsOfTable(input, { frame: child, level: level - 1, gfn }, tell);
    return [tell(layout, { gfn, level, index, spte, kind }), ...below];
  });
}

interface Entry {
  readonly gfn: number;
  readonly level: number;
  readonly index: number;
  readonly spte: Word64;
  readonly kind: SpteKind;
}

function entryFact(layout: SpteLayout, { gfn, level, index, spte, kind }: Entry): Fact {
  const leaf = level === 1;
  return {
    key: spteKey({ gfn, level }),
    group: 'tables',
    subject: leaf
      ? `the SPTE of gfn ${hexOf(gfn)}`
      : `the ${tableName(level)} entry of gfn ${hexOf(gfn)}`,
    name: leaf ? `gfn ${hexOf(gfn)}` : `${tableName(level)}[${index}]`,
    bits: spteBits(layout, spte, kind),
    text: textOf(layout, spte, kind),
    absent: 'empty',
  };
}

/** Bits of an entry that maps nothing say nothing. */
export function spteBits(layout: SpteLayout, spte: Word64, kind: SpteKind): FactBit[] {
  if (kind === 'none' || kind === 'frozen' || kind === 'mmio') return [];
  const names = kind === 'nonleaf' ? [...PERMISSION_LETTERS, AD_LETTERS[0]] : ALL_LETTERS;
  return names.flatMap((name) =>
    name === undefined
      ? []
      : [{ letter: letterOf(layout, name), set: hasLetter(layout, spte, name) }],
  );
}

function textOf(layout: SpteLayout, spte: Word64, kind: SpteKind): string {
  if (kind === 'none' || kind === 'frozen' || kind === 'mmio') return kindWord(kind);
  return kind === 'nonleaf' ? 'leads to a table' : `pfn ${hexOf(spteToPfn(layout, spte))}`;
}

const LIFE_WORDS = {
  private: 'being made, in no table yet',
  linked: 'called linked, yet no walk comes to it',
  removed: 'unlinked, not freed yet',
  freed: 'freed',
  reused: 'freed, and somebody else’s by now',
} as const;

function frameFacts({ layout, view }: FactInput): Fact[] {
  const reachable = reachableFrames(view, layout);
  return Array.from({ length: view.map.shape.frames }, (_, frame) => frame).flatMap((frame) => {
    const { gfn, level, life, pfn } = readFrame(view, frame);
    if (life === 'free' || (life === 'linked' && reachable.has(frame))) return [];
    const name = `${tableName(level)} ${hexOf(pfn)}`;
    const subject = `page table ${hexOf(pfn)} (a ${tableName(level)} from gfn ${hexOf(gfn)} on)`;
    return [
      {
        key: `frame/${frame}`,
        group: 'tables',
        subject,
        name,
        bits: [],
        text: LIFE_WORDS[life],
        absent: 'linked, or free',
      },
    ];
  });
}
