/** The steps of a run as a table for spreadsheets; ref: RFC 4180. */
import { hex64, type Word64 } from '../../base/word64.ts';
import type { StepRecord } from '../../protocol/run.ts';
import { hexOf } from '../spte/text.ts';
import { actorId, type RunInWords } from './run-json.ts';

const COLUMNS = [
  'n',
  'actor',
  'function',
  'step',
  'access',
  'text',
  'gfn',
  'level',
  'before',
  'after',
  'seen',
  'violations',
  'digest',
] as const;

type Row = Readonly<Record<(typeof COLUMNS)[number], string | number>>;

export function stepsCsv(run: RunInWords): string {
  const rows = run.records.map((record) => rowOf(run, record));
  const lines = rows.map((row) => COLUMNS.map((column) => cell(row[column])).join(','));
  return [COLUMNS.join(','), ...lines, ''].join('\r\n');
}

function rowOf(run: RunInWords, record: StepRecord): Row {
  const { n, choice, fn, label, access, spte, violations, digest } = record;
  const word = (value: Word64 | null | undefined): string => (value ? hex64(value) : '');
  return {
    n,
    actor: actorId(run, choice.actor),
    function: fn,
    step: label,
    access,
    text: run.told[n - 1] ?? '',
    gfn: spte === null ? '' : hexOf(spte.gfn),
    level: spte?.level ?? '',
    before: word(spte?.before),
    after: word(spte?.after),
    seen: word(spte?.seen),
    violations: violations.map(({ property }) => property).join(' '),
    digest,
  };
}

/** What begins like a formula would be computed by a spreadsheet: it gets a quote in front. */
function cell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
