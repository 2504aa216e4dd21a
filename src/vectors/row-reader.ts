/**
 * One row of a section, read by column name. A cell that is not what the checker needs is remembered
 * as a problem: such a row is left unchecked, it neither passes nor fails.
 */
import { ZERO64, type Word64 } from '../base/word64.ts';
import type { Cell } from './report.ts';

export interface IntegerRange {
  readonly min: number;
  readonly max: number;
}

export const LEVELS: IntegerRange = { min: 1, max: 4 };
export const LEAF_LEVELS: IntegerRange = { min: 1, max: 3 };
const FLAG: IntegerRange = { min: 0, max: 1 };

export class RowReader {
  problem: string | null = null;
  readonly #columns: ReadonlyMap<string, number>;
  #row: readonly Cell[] = [];

  constructor(columns: readonly string[]) {
    this.#columns = new Map(columns.map((column, index) => [column, index]));
  }

  read(row: readonly Cell[]): this {
    this.#row = row;
    this.problem = null;
    return this;
  }

  has(column: string): boolean {
    return this.#columns.has(column);
  }

  cell(column: string): Cell {
    const index = this.#columns.get(column);
    return index === undefined ? null : (this.#row[index] ?? null);
  }

  word(column: string): Word64 {
    const cell = this.cell(column);
    const parsed = typeof cell === 'string' ? parseWord(cell) : null;
    return parsed ?? this.#reject(column, ZERO64);
  }

  /** A gfn or pfn: hexadecimal text of at most 40 bits. */
  frame(column: string): number {
    const word = this.word(column);
    if (word.hi >= 0x100) return this.#reject(column, 0);
    return word.hi * 0x1_0000_0000 + word.lo;
  }

  integer(column: string, { max, min }: IntegerRange): number {
    const cell = this.cell(column);
    const good = typeof cell === 'number' && cell >= min && cell <= max;
    return good ? cell : this.#reject(column, min);
  }

  flag(column: string): boolean {
    return this.integer(column, FLAG) === 1;
  }

  #reject<T>(column: string, fallback: T): T {
    this.problem ??= `Column "${column}" holds a value that can't be used.`;
    return fallback;
  }
}

function parseWord(text: string): Word64 | null {
  if (!/^0x[0-9a-f]{1,16}$/i.test(text)) return null;
  const digits = text.slice(2).padStart(16, '0');
  return { hi: Number.parseInt(digits.slice(0, 8), 16), lo: Number.parseInt(digits.slice(8), 16) };
}
