/** A replay as text: a line a step, then what was violated, and how the pages are left. */
import type { HostPageView } from '../engine/state/readers.ts';
import type { ViolationInfo } from '../protocol/run.ts';
import { alignColumns } from './align-columns.ts';
import type { PageAtEnd, ReplayReport } from './replay-report.ts';

export function formatReplay(report: ReplayReport, verdict: readonly string[]): string {
  const { json, columnTitle } = report;
  return [
    `scenario ${json.scenario}, column ${json.column} (${columnTitle})`,
    `schedule ${json.schedule}`,
    '',
    ...formatSteps(report),
    '',
    ...formatViolations(report),
    ...formatIllegal(report),
    '',
    'pages at the end',
    ...alignColumns(report.pages.flatMap(formatPage)).map((line) => `  ${line}`),
    '',
    ...verdict,
    `digest ${json.digest}`,
    '',
  ].join('\n');
}

function formatSteps({ json, functions }: ReplayReport): string[] {
  const width = String(json.steps.length).length;
  return alignColumns(
    json.steps.map(({ n, actor, text }, i) => [
      String(n).padStart(width),
      actor,
      functions[i] ?? '',
      text,
    ]),
  );
}

function formatViolations({ violations, json }: ReplayReport): string[] {
  if (violations.length === 0) return ['no property is violated'];
  return violations.flatMap((violation, i) => {
    const actor = json.violations[i]?.actor ?? '';
    return [
      `${violation.property} violated at step ${violation.step} by ${actor}: ${violation.title}`,
      `  ${violation.text}`,
      ...formatLost(violation),
      `  ${violation.property}: ${violation.sentence}`,
    ];
  });
}

/** Changes of SPTEs that the state machine does not allow. */
function formatIllegal({ json }: ReplayReport): string[] {
  return json.steps.flatMap(({ n, actor, judgement }) =>
    judgement?.verdict === 'illegal'
      ? [`illegal change of an SPTE at step ${n} by ${actor}: ${judgement.text}`]
      : [],
  );
}

function formatLost({ lostBits, setAt, readAt }: ViolationInfo): string[] {
  if (lostBits.length === 0) return [];
  const set = setAt === null ? '' : `, last set at step ${setAt}`;
  const read = readAt === null ? '' : `; the writer's snapshot is from step ${readAt}`;
  return [`  lost bits: ${lostBits.join(' ')}${set}${read}`];
}

function formatPage({ gfn, stores, pfn, hostPages }: PageAtEnd): string[][] {
  const content = stores === 1 ? '1 store' : `${stores} stores`;
  return hostPages.map((host, i) => [
    i === 0 ? `gfn 0x${gfn.toString(16)}` : '',
    i === 0 ? content : '',
    `pfn 0x${host.pfn.toString(16)}`,
    `dirty: ${host.dirty ? 'yes' : 'no'}`,
    stateOf(host, pfn),
  ]);
}

function stateOf({ pfn, freed }: HostPageView, now: number | null): string {
  if (pfn === now) return 'mapped by the host';
  return freed ? 'taken back by the host' : '';
}
