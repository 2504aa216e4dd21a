/** The 64 bits of an SPTE, sixteen a row, with the fields they belong to. */
import { hasAny, type Word64 } from '../../base/word64.ts';
import { bit as bitMask, type BitField } from '../../engine/layout/bit-field.ts';
import { decodeSpte } from '../../engine/layout/decode.ts';
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import type { LetterChange, SpteWrite } from '../spte/letters.ts';

export const BITS_PER_ROW = 16;

export interface BitCell {
  readonly key: string;
  readonly bit: number;
  readonly value: 0 | 1;
  readonly old: 0 | 1;
  readonly change: LetterChange;
  /** Part of no field of this kind of SPTE. */
  readonly unused: boolean;
  /** `bit 9, D: 1 before, 0 now, lost` */
  readonly label: string;
}

/** The part of a field that lies in a row. */
export interface FieldSpan {
  readonly key: string;
  readonly label: string;
  readonly title: string;
  /** First column, 0 is the row's highest bit. */
  readonly column: number;
  readonly width: number;
  readonly changed: boolean;
}

export interface BitRow {
  readonly key: string;
  /** Its highest and its lowest bit. */
  readonly high: number;
  readonly low: number;
  readonly cells: readonly BitCell[];
  readonly spans: readonly FieldSpan[];
}

export interface BitGridRequest {
  readonly layout: SpteLayout;
  readonly spte: Word64;
  readonly level: number;
  readonly write: SpteWrite | null;
}

export function bitGrid(request: BitGridRequest): BitRow[] {
  const fields = namedFields(request);
  return [63, 47, 31, 15].map((high) => {
    const cells = Array.from({ length: BITS_PER_ROW }, (_, column) =>
      bitCell(request, { bit: high - column, fields }),
    );
    return {
      key: `bits-${high}`,
      high,
      low: high - BITS_PER_ROW + 1,
      cells,
      spans: spansOf(fields, { high, cells }),
    };
  });
}

/** An empty SPTE has no fields: its bits go by the names they had, or would have in a present one. */
function namedFields({ layout, level, spte, write }: BitGridRequest): readonly BitField[] {
  for (const value of write === null ? [spte] : [spte, write.old]) {
    const { fields } = decodeSpte(layout, value, level);
    if (fields.length > 0) return fields.map(({ field }) => field);
  }
  const absent = level === 1 ? 'nonleaf' : 'leaf';
  return layout.fields.filter(({ appliesTo }) => appliesTo !== absent);
}

function bitCell(
  { spte, write }: BitGridRequest,
  { bit, fields }: { bit: number; fields: readonly BitField[] },
): BitCell {
  const field = fields.find(({ shift, width }) => bit >= shift && bit < shift + width);
  const value = bitOf(spte, bit);
  const old = write === null ? value : bitOf(write.old, bit);
  const change = write === null ? 'none' : bitChange(write, bit);
  const name = field === undefined ? '' : `, ${field.label}`;
  const was = change === 'none' ? `${value}` : `${old} before, ${value} now, ${change}`;
  return {
    key: `bit-${bit}`,
    bit,
    value,
    old,
    change,
    unused: field === undefined,
    label: `bit ${bit}${name}: ${was}`,
  };
}

function bitOf(word: Word64, bit: number): 0 | 1 {
  return hasAny(word, bitMask(bit)) ? 1 : 0;
}

/** Only what the writer had not seen, and cleared, is lost; losing says more than clearing. */
function bitChange(write: SpteWrite, bit: number): LetterChange {
  const before = bitOf(write.old, bit);
  const after = bitOf(write.new, bit);
  if (before === after) return 'none';
  if (after === 1) return 'set';
  return write.seen !== null && bitOf(write.seen, bit) === 0 ? 'lost' : 'cleared';
}

function spansOf(
  fields: readonly BitField[],
  { cells, high }: { high: number; cells: readonly BitCell[] },
): FieldSpan[] {
  const low = high - BITS_PER_ROW + 1;
  return fields.flatMap((field) => {
    const last = Math.min(field.shift + field.width - 1, high);
    const first = Math.max(field.shift, low);
    if (last < first) return [];
    return [
      {
        key: `${field.name}-${first}`,
        label: field.label,
        title: `${bitsText(field)}: ${field.meaning}`,
        column: high - last,
        width: last - first + 1,
        changed: cells.some(({ bit, change }) => change !== 'none' && bit >= first && bit <= last),
      },
    ];
  });
}

/** The row of fields with blanks where bits belong to none. */
export function fillGaps(spans: readonly FieldSpan[]): FieldSpan[] {
  const filled: FieldSpan[] = [];
  let column = 0;
  const blankTo = (end: number): void => {
    if (end > column) {
      const width = end - column;
      filled.push({ key: `blank-${column}`, label: '', title: '', column, width, changed: false });
    }
  };
  for (const span of [...spans].sort((one, other) => one.column - other.column)) {
    blankTo(span.column);
    filled.push(span);
    column = span.column + span.width;
  }
  blankTo(BITS_PER_ROW);
  return filled;
}

/** `bit 9`, `bits 51:12` as manuals write it. */
export function bitsText({ shift, width }: BitField): string {
  return width === 1 ? `bit ${shift}` : `bits ${shift + width - 1}:${shift}`;
}
