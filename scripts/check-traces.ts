/**
 * npm run check:traces -- <folder>: holds every recorded trace below a folder against what was recorded
 * with it. At the marker of each dump (`KT end N` for dump_NNN.txt) the command line must rebuild the
 * tables that were in memory; every event must be recognised, and no change be illegal.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { runCli } from '../src/cli/run-cli.ts';
import { entriesOfDump } from '../src/trace/testing/golden.ts';

const TRACE = /^(?:trace\.txt(?:\.gz)?|trace-cmd-report\.txt|trace_pipe.*\.txt|perf-script\.txt)$/;
/** Accessed and Dirty, which the CPU sets on its own: NPT's, and EPT's. */
const HARDWARE: Readonly<Record<string, bigint>> = { npt: 0x60n, ept: 0x300n };

interface Moment {
  readonly layout: string;
  readonly entries: readonly { level: number; gfn: string; spte: string; kind: string }[];
}

interface Summary {
  readonly events: number;
  readonly unknown: { readonly events: number };
  readonly misread: { readonly events: number };
  readonly unreadable: { readonly lines: number };
  readonly lost: readonly unknown[];
  readonly layout: { readonly id: string };
  readonly conformance: Readonly<
    Record<'changes' | 'legal' | 'unknown' | 'illegal' | 'findings', number>
  >;
}

async function ask<T>(argv: readonly string[]): Promise<T | string> {
  let out = '';
  let err = '';
  const streams = {
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
  };
  const code = await runCli([...argv, '--json'], streams);
  return code <= 1 ? (JSON.parse(out) as T) : err.trim();
}

function differences(moment: Moment, dump: string): readonly string[] {
  const left = new Map(entriesOfDump(dump));
  const vendor = moment.layout.includes('/npt') ? 'npt' : 'ept';
  const hardware = moment.layout.includes('noad') ? 0n : (HARDWARE[vendor] ?? 0n);
  const found: string[] = [];
  for (const { gfn, kind, level, spte } of moment.entries) {
    const place = `L${level} gfn ${gfn}`;
    const real = left.get(place);
    left.delete(place);
    const value = BigInt(`0x${spte}`);
    const set = real === undefined ? 0n : real.spte & ~value & hardware;
    if (real?.kind === kind && (value | set) === real.spte) continue;
    found.push(`${place} is ${spte} ${kind}, in memory ${real?.spte.toString(16) ?? 'nothing'}`);
  }
  return [...found, ...[...left.keys()].map((place) => `${place} is missing`)];
}

async function checkDump(trace: string, name: string): Promise<readonly string[]> {
  const step = Number(/\d+/.exec(name)?.[0]);
  const moment = await ask<Moment>(['trace', trace, '--at', `KT end ${step}`]);
  if (typeof moment === 'string') return [moment];
  return differences(moment, readFileSync(join(dirname(trace), name), 'utf8'));
}

async function checkTrace(trace: string, folder: string): Promise<boolean> {
  const name = relative(folder, trace);
  const summary = await ask<Summary>(['trace', trace]);
  if (typeof summary === 'string') {
    console.log(`${name}: ${summary}`);
    return false;
  }
  const { conformance, events, layout, lost, misread, unknown, unreadable } = summary;
  const known = unknown.events + misread.events + unreadable.lines === 0;
  const { changes, findings, illegal, legal } = conformance;
  const dumps = readdirSync(dirname(trace))
    .filter((file) => /^dump_\d+\.txt$/.test(file))
    .sort();
  const wrong: string[] = [];
  for (const dump of dumps) {
    const found = await checkDump(trace, dump);
    if (found.length > 0)
      wrong.push(`  ${dump}: ${found.length} differ, ${found.slice(0, 2).join('; ')}`);
  }
  const told = `${events} events, ${layout.id}, ${dumps.length} dumps, ${changes} changes, ${legal} legal, ${illegal} illegal, ${conformance.unknown} unknown, ${findings} findings`;
  const notes = `${known ? '' : ', NOT ALL RECOGNISED'}${lost.length > 0 ? ', events were lost' : ''}`;
  console.log(`${name}: ${told}${notes}`);
  for (const line of wrong) console.log(line);
  return known && illegal === 0 && wrong.length === 0;
}

const [folder] = process.argv.slice(2);
if (folder === undefined || !existsSync(folder)) {
  console.error('Name the folder of the traces: npm run check:traces -- <folder>');
  process.exitCode = 2;
} else {
  const traces = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => TRACE.test(path.split('/').at(-1) ?? ''))
    .sort();
  let good = 0;
  for (const trace of traces) if (await checkTrace(join(folder, trace), folder)) good += 1;
  console.log(
    `${good} of ${traces.length} traces: all events recognised, no illegal change, every dump equal`,
  );
  process.exitCode = good === traces.length ? 0 : 1;
}
