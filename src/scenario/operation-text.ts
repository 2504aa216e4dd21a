/** Operations as an author writes them: `store 0x205`, `zap 0x205..0x207` (both ends included). */
import { isDoneToSlot } from '../engine/programs/dirty-log-operations.ts';
import {
  HOST_OPERATIONS,
  VCPU_OPERATIONS,
  type HostOperation,
  type VcpuOperation,
} from '../engine/programs/operation.ts';
import { namesNoGfn, namesOneGfn } from '../engine/programs/table-operations.ts';
import { isOneGfn } from '../engine/programs/tracking-operations.ts';
import { suggestWord } from './did-you-mean.ts';
import type { Complaint } from './issues.ts';
import { FRAME_NUMBER_LIMIT } from './limits.ts';

export type Parsed<T> = { readonly value: T } | { readonly complaint: Complaint };

const GFN = /^(?:0x[0-9a-f]{1,13}|\d{1,16})$/i;

/** A page frame number as written, or null. */
export function parseFrameNumber(text: string): number | null {
  return GFN.test(text) ? Number(text) : null;
}

export function parseVcpuOperation(text: string): Parsed<VcpuOperation> {
  const split = splitOperation(text, VCPU_OPERATIONS, 'a vCPU');
  if ('complaint' in split) return split;
  const { kind, first, last } = split.value;
  if (first !== last) {
    const message = `"${text}": a vCPU accesses one page at a time.`;
    return complain('bad-operation', message, `Write one gfn, like ${kind} 0x205.`);
  }
  return { value: { kind, gfn: first } };
}

export function parseHostOperation(text: string): Parsed<HostOperation> {
  const [word = '', ...rest] = text.trim().split(/\s+/);
  if (namesNoGfn(word)) {
    if (rest.length === 0) return { value: { kind: word, gfnStart: 0, gfnEnd: 0 } };
    return complain('bad-operation', `"${text}": this names no gfn.`, `Write just ${word}.`);
  }
  const split = splitOperation(text, HOST_OPERATIONS, 'a host thread');
  if ('complaint' in split) return split;
  const { kind, first, last } = split.value;
  if (first !== last && isDoneToSlot(kind)) {
    const message = `"${text}": this is done to a whole memslot.`;
    return complain('bad-operation', message, `Write one gfn of the slot, like ${kind} 0x205.`);
  }
  if (first !== last && (isOneGfn(kind) || namesOneGfn(kind))) {
    const message = `"${text}": this is done to one page at a time.`;
    return complain('bad-operation', message, `Write one gfn, like ${kind} 0x205.`);
  }
  return { value: { kind, gfnStart: first, gfnEnd: last + 1 } };
}

interface SplitOperation<Kind> {
  readonly kind: Kind;
  readonly first: number;
  readonly last: number;
}

function splitOperation<Kind extends string>(
  text: string,
  kinds: readonly Kind[],
  who: string,
): Parsed<SplitOperation<Kind>> {
  const [word = '', range, ...rest] = text.trim().split(/\s+/);
  const kind = kinds.find((candidate) => candidate === word);
  if (kind === undefined) {
    const message = `"${word}" is nothing that ${who} can do.`;
    return complain('unknown-operation', message, suggestWord(word, kinds));
  }
  const gfns = rest.length === 0 ? parseGfnRange(range ?? '') : null;
  if (gfns === null) {
    const hint = `Write the operation and a gfn, like ${kind} 0x205.`;
    return complain('bad-operation', `"${text}" does not name a gfn.`, hint);
  }
  if (gfns.last >= FRAME_NUMBER_LIMIT || gfns.first > gfns.last) {
    const message = `"${text}": a range of gfns goes up, and ends below 2^32.`;
    return complain('bad-operation', message, `Write it like ${kind} 0x205..0x207.`);
  }
  return { value: { kind, ...gfns } };
}

function parseGfnRange(text: string): { first: number; last: number } | null {
  const [from = '', to = from, ...rest] = text.split('..');
  const first = parseFrameNumber(from);
  const last = parseFrameNumber(to);
  return first === null || last === null || rest.length > 0 ? null : { first, last };
}

function complain(code: string, message: string, hint: string): { complaint: Complaint } {
  return { complaint: { code, message, hint } };
}
