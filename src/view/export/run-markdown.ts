/**
 * A run in Markdown that is as readable before it is rendered as after: for a mail, an issue, a commit.
 */
import { hex64 } from '../../base/word64.ts';
import type { StepRecord } from '../../protocol/run.ts';
import type { ColumnVerdict } from '../verdict/verdict-model.ts';
import type { RunInWords } from './run-json.ts';

export interface MarkdownRequest {
  readonly run: RunInWords;
  readonly title: string;
  readonly columnTitle: string;
  readonly verdicts: readonly ColumnVerdict[];
  /** What the verdicts are about. */
  readonly scope: string;
  readonly link: string;
}

export function runMarkdown(request: MarkdownRequest): string {
  const { columnTitle, link, run, scope, title, verdicts } = request;
  return [
    `## ${inline(title)}`,
    '',
    ...verdicts.map(
      ({ mark, text, title: column }) => `- ${mark} **${inline(column)}:** ${inline(text)}`,
    ),
    '',
    `About ${inline(scope)}. The steps, ${inline(columnTitle)}:`,
    '',
    ...table(run),
    '',
    `<${link}>`,
    '',
  ].join('\n');
}

function table({ actors, records, told }: RunInWords): string[] {
  const rows = records.map(({ n, choice, fn, spte, violations }) => {
    const wrong = violations.map(({ property }) => ` **✗ ${property}**`).join('');
    const did = `${inline(told[n - 1] ?? '')}${values(spte)}${wrong}`;
    return [String(n), inline(actors[choice.actor]?.title ?? ''), code(fn), did];
  });
  const head = ['#', 'who', 'in', 'what'];
  const widths = [0, 1, 2].map((i) =>
    Math.max(3, ...[head, ...rows].map((row) => (row[i] ?? '').length)),
  );
  const [wide = 0, ...others] = widths;
  const line = ([n = '', ...cells]: readonly string[]): string => {
    const padded = cells.map((cell, i) => cell.padEnd(others[i] ?? 0));
    return `| ${[n.padStart(wide), ...padded].join(' | ')} |`;
  };
  const rule = [`${'-'.repeat(wide - 1)}:`, ...others.map((width) => '-'.repeat(width)), '---'];
  return [line(head), `| ${rule.join(' | ')} |`, ...rows.map(line)];
}

/** The SPTE that a step touched: the words have its bits by name, and a reviewer wants all of them. */
function values(spte: StepRecord['spte']): string {
  if (spte === null) return '';
  const [before, after] = [hex64(spte.before), hex64(spte.after)];
  const seen = spte.seen === null ? before : hex64(spte.seen);
  const change = before === after ? `: ${before}` : `: ${before} → ${after}`;
  return seen === before ? change : `${change}, having seen ${seen}`;
}

/** A function of the kernel, whose underscores mean nothing else; others are words. */
function code(fn: string): string {
  return /^\w+$/.test(fn) ? `\`${fn}\`` : inline(fn);
}

/** What Markdown would take for its own. `PT[5]` is no link, and `_` within a word no emphasis. */
function inline(text: string): string {
  return text.replace(/[\\`*|<]|\](?=\()/g, (character) => `\\${character}`).replace(/\s+/g, ' ');
}
