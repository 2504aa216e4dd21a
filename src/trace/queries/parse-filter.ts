/**
 * A filter as one types it: `gfn=1004 level=1 vcpu=0 event=page_fault W 1->0`, and any other words as
 * part of the message. All of it must hold.
 */
import { fail, ok, type Issue, type Result } from '../../base/result.ts';
import type { Word64 } from '../../base/word64.ts';
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import type { EventFilter, JudgedAs } from './find-events.ts';

const BITS = /(?:^|\s)([A-Za-z]\w*)\s*(0\s*->\s*1|1\s*->\s*0)(?=\s|$)/;
const TERM = /(?:^|\s)([a-z]+)=("[^"]*"|\S*)/g;
const HEX = /^(?:0x)?[\da-f]{1,10}$/i;
const DECIMAL = /^\d{1,9}$/;

export const FILTER_KEYS = ['gfn', 'level', 'vcpu', 'cpu', 'pid', 'task', 'event', 'is', 'text'];
const JUDGED: readonly JudgedAs[] = ['finding', 'defect', 'illegal', 'unknown', 'legal'];

export function parseFilter(typed: string, layout: SpteLayout): Result<EventFilter> {
  const issues: Issue[] = [];
  let filter: EventFilter = {};
  const bits = BITS.exec(typed);
  const rest = bits === null ? typed : typed.replace(bits[0], ' ');
  if (bits !== null) {
    const [, name = '', change = ''] = bits;
    const mask = maskNamed(layout, name);
    if (mask === undefined) issues.push(noSuchBit(name, layout));
    else filter = { ...filter, bits: { mask, to: change.startsWith('0') ? 1 : 0 } };
  }
  for (const [, key = '', value = ''] of rest.matchAll(TERM)) {
    const term = parseTerm(key, value.replaceAll('"', ''));
    if (term.ok) filter = { ...filter, ...term.value };
    else issues.push(...term.issues);
  }
  const words = rest.replaceAll(TERM, ' ').trim();
  if (words !== '') filter = { ...filter, text: words.replace(/^"(.*)"$/, '$1') };
  return issues.length > 0 ? fail(issues) : ok(filter);
}

function parseTerm(key: string, value: string): Result<EventFilter> {
  switch (key) {
    case 'gfn':
      return HEX.test(value)
        ? ok({ gfn: Number.parseInt(value, 16) })
        : fail([bad(value, 'gfn', 'Give it in hexadecimal, as the trace has it: gfn=1004')]);
    case 'level':
    case 'vcpu':
    case 'cpu':
    case 'pid':
      return DECIMAL.test(value)
        ? ok({ [key]: Number(value) })
        : fail([bad(value, key, `Give a whole number: ${key}=1`)]);
    case 'event':
      return ok({ name: value });
    case 'task':
      return ok({ task: value });
    case 'text':
      return ok({ text: value });
    case 'is': {
      const judged = JUDGED.find((word) => word === value);
      const hint = `Choose one of ${JUDGED.join(', ')}.`;
      return judged === undefined ? fail([bad(value, 'verdict', hint)]) : ok({ judged });
    }
    default:
      return fail([noSuchKey(key)]);
  }
}

/** A field of one bit, by its letter or its name. */
function maskNamed({ fields }: SpteLayout, name: string): Word64 | undefined {
  const wanted = name.toLowerCase();
  const field = fields.find(
    ({ label, name: full, width }) =>
      width === 1 && (label.toLowerCase() === wanted || full.toLowerCase() === wanted),
  );
  if (field === undefined) return undefined;
  return field.shift < 32
    ? { lo: (1 << field.shift) >>> 0, hi: 0 }
    : { lo: 0, hi: (1 << (field.shift - 32)) >>> 0 };
}

function bad(value: string, what: string, hint: string): Issue {
  return { code: 'bad-filter', path: '', message: `"${value}" is no ${what}.`, hint };
}

function noSuchKey(key: string): Issue {
  const hint = `There are ${FILTER_KEYS.map((known) => `${known}=`).join(' ')} and bits such as W 1->0. For text with =, write text="...".`;
  return { code: 'bad-filter', path: '', message: `There is no "${key}=".`, hint };
}

function noSuchBit(name: string, { fields, id }: SpteLayout): Issue {
  const labels = fields.filter(({ width }) => width === 1).map(({ label }) => label);
  return {
    code: 'bad-filter',
    path: '',
    message: `An SPTE of ${id} has no bit "${name}".`,
    hint: `It has ${[...new Set(labels)].join(', ')}.`,
  };
}
