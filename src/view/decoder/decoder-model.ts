/** Everything the decoder says of a value: what it is, where it leads, what is wrong with it. */
import type { Word64 } from '../../base/word64.ts';
import { decodeSpte } from '../../engine/layout/decode.ts';
import {
  getMmioSpteAccess,
  getMmioSpteGeneration,
  getMmioSpteGfn,
} from '../../engine/layout/mmio-spte.ts';
import { isExecutablePte, isWritablePte, spteToPfn } from '../../engine/layout/predicates.ts';
import type { SpteKind } from '../../engine/layout/spte-kind.ts';
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import { bitGrid, type BitRow } from '../inspector/bit-grid.ts';
import { fieldList, type FieldList } from '../inspector/field-list.ts';
import { kindSentence, kindWord } from '../spte/kind-words.ts';
import { hasLetter } from '../spte/letters.ts';
import { entrySpan, groupedHex, hexOf, listed, tableName } from '../spte/text.ts';
import { spteFindings, type Finding, type Judged } from './spte-findings.ts';

export interface Fact {
  readonly name: string;
  readonly text: string;
}

/** The same bits on another kernel or CPU. */
export interface Elsewhere {
  readonly id: string;
  readonly kernel: string;
  readonly cpu: string;
  readonly word: string;
  readonly findings: number;
  readonly selected: boolean;
}

export interface DecoderModel {
  readonly kind: SpteKind;
  /** `dirty` */
  readonly word: string;
  readonly sentence: string;
  readonly hex: string;
  readonly facts: readonly Fact[];
  readonly findings: readonly Finding[];
  readonly rows: readonly BitRow[];
  readonly fields: FieldList;
}

export function decoderModel(judged: Judged): DecoderModel {
  const { layout, level, spte } = judged;
  const { kind } = decodeSpte(layout, spte, level);
  const request = { ...judged, write: null };
  return {
    kind,
    word: kindWord(kind),
    sentence: kindSentence(kind),
    hex: groupedHex(spte),
    facts: factsOf(judged, kind),
    findings: spteFindings(judged),
    rows: bitGrid(request),
    fields: fieldList(request),
  };
}

/** What this value would be to each kernel and CPU there is. */
export function elsewhere(judged: Judged, layouts: readonly SpteLayout[]): readonly Elsewhere[] {
  const { level, spte } = judged;
  return layouts.map((layout) => {
    const [kernel = '', cpu = ''] = layout.title.split(': ');
    return {
      id: layout.id,
      kernel,
      cpu,
      word: kindWord(decodeSpte(layout, spte, level).kind),
      findings: spteFindings({ layout, level, spte }).length,
      selected: layout.id === judged.layout.id,
    };
  });
}

function factsOf({ layout, level, spte }: Judged, kind: SpteKind): readonly Fact[] {
  if (kind === 'none' || kind === 'frozen') return [];
  if (kind === 'mmio') return mmioFacts(layout, spte);
  const pfn = spteToPfn(layout, spte);
  const address = hexOf(pfn * 0x1000);
  if (kind === 'nonleaf') {
    return [
      { name: 'table', text: `a ${tableName(level - 1)} in frame ${hexOf(pfn)}, at ${address}` },
    ];
  }
  return [
    { name: 'pfn', text: hexOf(pfn) },
    { name: 'maps', text: `${entrySpan(level)} of memory at ${address}` },
    { name: 'allows', text: allowed(layout, spte) },
  ];
}

function allowed(layout: SpteLayout, spte: Word64): string {
  const words = [
    ...(hasLetter(layout, spte, 'readable') ? ['reading'] : []),
    ...(isWritablePte(layout, spte) ? ['writing'] : []),
    ...(isExecutablePte(layout, spte) ? ['executing'] : []),
  ];
  return words.length === 0 ? 'nothing' : listed(words);
}

function mmioFacts(layout: SpteLayout, spte: Word64): readonly Fact[] {
  return [
    { name: 'gfn', text: hexOf(getMmioSpteGfn(layout, spte)) },
    { name: 'generation', text: hexOf(getMmioSpteGeneration(layout, spte)) },
    { name: 'access', text: hexOf(getMmioSpteAccess(layout, spte)) },
  ];
}
