/**
 * What the kernel's `print fmt` of an event says, as data: `gfn {gfn:x} pfn {b:x} level {level:d}`.
 * The reader fills fields from it, and a kept event is printed again by it.
 *
 * A part is {field:how}: `x` hexadecimal, with 0x before it or not; `x16` printed with leading zeros to
 * 16 digits; `d` decimal; `w` one word, kept as text; `t` the rest of the line, kept as text.
 */
import { assert, present } from '../../base/assert.ts';
import { bytesOf } from './ascii.ts';

/**
 * The columns of an event. `address` is `a` and gives the gfn; `extra` is kept beside the columns, in
 * order of appearance, and `extraAddress` gives the gfn too.
 */
export type PatternField =
  | 'gfn'
  | 'level'
  | 'asId'
  | 'vcpu'
  | 'flag0'
  | 'flag1'
  | 'a'
  | 'b'
  | 'address'
  | 'extra'
  | 'extraAddress'
  | 'extraWord'
  | 'rest';

/** Where a field is put while a message is read: two halves each. */
export const SLOT = {
  GFN: 0,
  LEVEL: 2,
  AS_ID: 4,
  VCPU: 6,
  FLAG0: 8,
  FLAG1: 10,
  A: 12,
  B: 14,
} as const;
/** And one to throw away. */
const NOWHERE = 16;
export const SLOTS = NOWHERE + 2;

const SLOT_OF: Readonly<Record<PatternField, number>> = {
  gfn: SLOT.GFN,
  level: SLOT.LEVEL,
  asId: SLOT.AS_ID,
  vcpu: SLOT.VCPU,
  flag0: SLOT.FLAG0,
  flag1: SLOT.FLAG1,
  a: SLOT.A,
  b: SLOT.B,
  address: SLOT.A,
  extra: NOWHERE,
  extraAddress: NOWHERE,
  extraWord: NOWHERE,
  rest: SLOT.B,
};

export const NUMBER = { HEX: 0, DECIMAL: 1, TEXT: 2 } as const;
export type PatternNumber = (typeof NUMBER)[keyof typeof NUMBER];

export interface PatternPart {
  /** What stands before the field. */
  readonly literal: Uint8Array;
  readonly literalText: string;
  readonly field: PatternField;
  readonly slot: number;
  readonly isExtra: boolean;
  /** It gives the gfn too. */
  readonly isAddress: boolean;
  readonly number: PatternNumber;
  /** Digits it is printed with at least. */
  readonly digits: number;
}

export interface MessagePattern {
  readonly source: string;
  readonly parts: readonly PatternPart[];
  /** What stands after the last field. */
  readonly tail: Uint8Array;
  readonly tailText: string;
  /** How many values it keeps beside the columns. */
  readonly extras: number;
}

const HOW: Readonly<Record<string, PatternNumber>> = {
  x: NUMBER.HEX,
  d: NUMBER.DECIMAL,
  w: NUMBER.TEXT,
  t: NUMBER.TEXT,
};

function isField(name: string): name is PatternField {
  return Object.hasOwn(SLOT_OF, name);
}

export function messagePattern(source: string): MessagePattern {
  const parts: PatternPart[] = [];
  let literalStart = 0;
  for (const match of source.matchAll(/\{(\w+):([xdwt])(\d*)\}/g)) {
    const [whole, field = '', how = '', digits = ''] = match;
    assert(isField(field), 'a pattern names fields there are');
    const literalText = source.slice(literalStart, match.index);
    parts.push({
      literal: bytesOf(literalText),
      literalText,
      field,
      slot: SLOT_OF[field],
      isExtra: field.startsWith('extra'),
      isAddress: field.endsWith('ddress'),
      number: present(HOW[how], 'a pattern says how a field is written'),
      digits: digits === '' ? 1 : Number(digits),
    });
    literalStart = match.index + whole.length;
  }
  const tailText = source.slice(literalStart);
  const extras = parts.filter(({ isExtra }) => isExtra).length;
  return { source, parts, tail: bytesOf(tailText), tailText, extras };
}
