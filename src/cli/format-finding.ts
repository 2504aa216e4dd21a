/** A finding of a trace as a line of text, and as JSON: events are numbered from 1 there, as lines are. */
import type { Finding } from '../trace/reports/findings.ts';

export function formatFinding(finding: Finding): string {
  const { gfn, level, line, old, task, time, verdict, what } = finding;
  const states = finding.from === '' ? '' : ` ${finding.from} > ${finding.to}`;
  const commit = finding.commit === null ? '' : ` ${finding.commit}`;
  const told = finding.scenarios.length === 0 ? '' : ` See ${finding.scenarios.join(', ')}.`;
  const where = `line ${line}, ${time}, ${task}: gfn ${gfn} level ${level}, ${old} -> ${finding.new}${states}`;
  return `${where}: ${verdict}${commit}: ${what}${told}`;
}

export function findingJson(finding: Finding): Finding {
  return { ...finding, event: finding.event + 1 };
}
