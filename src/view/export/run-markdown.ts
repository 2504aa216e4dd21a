/**
 * A run in Markdown that is as readable before it is rendered as after: for a mail, an issue, a commit.
 */
import type { ColumnVerdict } from '../verdict/verdict-model.ts';
import type { RunToExport } from './run-json.ts';

export interface MarkdownRequest {
  readonly run: RunToExport;
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

function table({ actors, records }: RunToExport): string[] {
  const rows = records.map(({ n, choice, text, violations }) => {
    const wrong = violations.map(({ property }) => ` **✗ ${property}**`).join('');
    return [String(n), inline(actors[choice.actor]?.title ?? ''), `${inline(text)}${wrong}`];
  });
  const head = ['#', 'who', 'what'];
  const widths = [0, 1].map((i) =>
    Math.max(3, ...[head, ...rows].map((row) => (row[i] ?? '').length)),
  );
  const line = ([n = '', who = '', what = '']: readonly string[]): string =>
    `| ${n.padStart(widths[0] ?? 0)} | ${who.padEnd(widths[1] ?? 0)} | ${what} |`;
  const rule = `| ${'-'.repeat((widths[0] ?? 1) - 1)}: | ${'-'.repeat(widths[1] ?? 0)} | --- |`;
  return [line(head), rule, ...rows.map(line)];
}

/** What Markdown would take for its own. `PT[5]` is no link, and `_` within a word no emphasis. */
function inline(text: string): string {
  return text.replace(/[\\`*|<]|\](?=\()/g, (character) => `\\${character}`).replace(/\s+/g, ' ');
}
