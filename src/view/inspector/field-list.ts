/** The fields of an SPTE, decoded: name, value, meaning, and who may change it behind KVM's back. */
import type { Word64 } from '../../base/word64.ts';
import { decodeSpte, type DecodedField } from '../../engine/layout/decode.ts';
import type { FieldName, LocklessWriter } from '../../engine/layout/bit-field.ts';
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import type { SpteWrite } from '../spte/letters.ts';
import { bitsText } from './bit-grid.ts';

export interface FieldRow {
  readonly key: string;
  readonly label: string;
  readonly name: string;
  readonly bits: string;
  readonly text: string;
  /** Its text before this step, when the step changed it. */
  readonly oldText: string | null;
  readonly meaning: string;
  readonly kernelName: string | null;
  /** Who may change it without mmu_lock. */
  readonly lockless: string | null;
}

export interface FieldList {
  readonly rows: readonly FieldRow[];
  /** These fields are those of the value before: the step emptied or froze the SPTE. */
  readonly ofOldValue: boolean;
}

export interface FieldListRequest {
  readonly layout: SpteLayout;
  readonly spte: Word64;
  readonly level: number;
  readonly write: SpteWrite | null;
}

export function fieldList({ layout, level, spte, write }: FieldListRequest): FieldList {
  const now = decodeSpte(layout, spte, level).fields;
  const was = write === null ? [] : decodeSpte(layout, write.old, level).fields;
  if (now.length > 0) {
    return {
      ofOldValue: false,
      rows: now.map((decoded) => fieldRow(decoded, oldTextOf(decoded, was))),
    };
  }
  return { ofOldValue: was.length > 0, rows: was.map((decoded) => fieldRow(decoded, null)) };
}

function oldTextOf({ field, value }: DecodedField, was: readonly DecodedField[]): string | null {
  const old = was.find((one) => one.field.name === field.name);
  return old === undefined || old.value === value ? null : old.text;
}

const LOCKLESS: Readonly<Record<LocklessWriter, string>> = {
  cpu: 'the CPU',
  'fast-page-fault': 'the fast page fault',
};

function fieldRow({ field, text }: DecodedField, oldText: string | null): FieldRow {
  return {
    key: field.name,
    label: field.label,
    name: fieldWords(field.name),
    bits: bitsText(field),
    text,
    oldText,
    meaning: field.meaning,
    kernelName: field.kernelName ?? null,
    lockless: field.volatileBy === undefined ? null : LOCKLESS[field.volatileBy],
  };
}

/** `mmuWritable` reads as `mmu writable`. */
export function fieldWords(name: FieldName): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
