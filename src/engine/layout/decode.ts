/** An SPTE taken apart for people. For views only: it allocates. */
import type { Word64 } from '../../base/word64.ts';
import { fieldValue, type BitField } from './bit-field.ts';
import { spteKind, type SpteKind } from './spte-kind.ts';
import type { SpteLayout } from './spte-layout.ts';

export interface DecodedField {
  readonly field: BitField;
  readonly value: number;
  /** What this value means, in a few words. */
  readonly text: string;
}

export interface DecodedSpte {
  readonly kind: SpteKind;
  /** The fields that exist in an SPTE of this kind; none for an empty or a frozen one. */
  readonly fields: readonly DecodedField[];
}

export function decodeSpte(layout: SpteLayout, spte: Word64, level: number): DecodedSpte {
  const kind = spteKind(layout, spte, level);
  const fields = fieldsOf(layout, kind).map((field) => {
    const value = fieldValue(spte, field);
    return { field, value, text: textOf(field, value) };
  });
  return { kind, fields };
}

function fieldsOf(layout: SpteLayout, kind: SpteKind): readonly BitField[] {
  if (kind === 'none' || kind === 'frozen') return [];
  if (kind === 'mmio') return layout.mmioFields;
  const absent = kind === 'nonleaf' ? 'leaf' : 'nonleaf';
  return layout.fields.filter(({ appliesTo }) => appliesTo !== absent);
}

const MEMTYPES: Readonly<Record<number, string>> = {
  0: 'uncached',
  1: 'write-combining',
  4: 'write-through',
  5: 'write-protected',
  6: 'write-back',
};

const AD_TYPES: Readonly<Record<number, string>> = {
  0: 'A and D bits in use',
  1: 'no A and D bits',
  2: 'A and D bits in use, writes logged by write protection',
};

function textOf(field: BitField, value: number): string {
  if (field.name === 'memtype') return MEMTYPES[value] ?? 'refused by the CPU';
  if (field.name === 'adType') return AD_TYPES[value] ?? 'unused';
  if (field.kind === 'reserved' && field.name === 'reservedAddress') {
    return value === 0 ? 'zero, as it must be' : 'must be zero';
  }
  if (field.width === 1) return value === 1 ? 'yes' : 'no';
  return `0x${value.toString(16)}`;
}
