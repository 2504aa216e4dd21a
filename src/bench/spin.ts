/** Runs the twin of the scaling scenario in SPIN, where that and a C compiler are installed. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DirtyLogStress } from '../scenario/dirty-log-stress.ts';

const MODEL = fileURLToPath(new URL('./promela/dirty-log-stress.pml', import.meta.url));

export interface SpinRun {
  readonly states: number;
  /** Without the one that SPIN counts for coming to the first state. */
  readonly transitions: number;
  readonly compileSeconds: number;
  readonly searchSeconds: number;
  readonly megabytes: number;
  /** Transitions that violate a property, by its id. */
  readonly violating: Readonly<Record<string, number>>;
}

interface Ran {
  readonly output: string;
  /** CPU seconds, user and system. */
  readonly seconds: number;
}

/** The last line that the shell's `times` prints is about its children: `0m5.27s 0m0.31s`. */
const CHILD_TIMES = /(\d+)m([\d.]+)s (\d+)m([\d.]+)s\s*$/;

/** Null when it cannot be run, or fails. */
function run(command: readonly string[], cwd: string): Ran | null {
  const script = '"$@" && times';
  const { status, stdout } = spawnSync('sh', ['-c', script, 'sh', ...command], {
    cwd,
    encoding: 'utf8',
  });
  const times = CHILD_TIMES.exec(stdout);
  if (status !== 0 || times === null) return null;
  const [, userMinutes, user, systemMinutes, system] = times.map(Number);
  const minutes = (userMinutes ?? 0) + (systemMinutes ?? 0);
  return { output: stdout, seconds: minutes * 60 + (user ?? 0) + (system ?? 0) };
}

function numberIn(text: string, pattern: RegExp): number {
  return Number(pattern.exec(text)?.[1] ?? NaN);
}

function readPan({ output, seconds }: Ran, compileSeconds: number): SpinRun {
  return {
    states: numberIn(output, /(\d+) states, stored/),
    transitions: numberIn(output, /(\d+) transitions/) - 1,
    compileSeconds,
    searchSeconds: seconds,
    megabytes: numberIn(output, /([\d.]+)\s+total actual memory usage/),
    violating: Object.fromEntries(
      [...output.matchAll(/(P\d+)=(\d+)/g)].map(([, id = '', n]) => [id, Number(n)]),
    ),
  };
}

/** Null when SPIN or a C compiler is not there. */
export async function runSpin(
  { pages, vcpus, stores, rounds }: DirtyLogStress,
  { atomic }: { readonly atomic: boolean },
): Promise<SpinRun | null> {
  const folder = await mkdtemp(join(tmpdir(), 'sptescope-spin-'));
  const sizes = { PAGES: pages, VCPUS: vcpus, STORES: stores, ROUNDS: rounds, ATOMIC: +atomic };
  const defines = Object.entries(sizes).map(([name, value]) => `-D${name}=${value}`);
  try {
    const generated = run(['spin', ...defines, '-a', MODEL], folder);
    const compiled = run(
      ['cc', '-O2', '-DNOREDUCE', '-DSAFETY', '-w', '-o', 'pan', 'pan.c'],
      folder,
    );
    if (generated === null || compiled === null) return null;
    // -c0: go on after violations; -m, -w: depth, and a hash table that is large enough from the start.
    const searched = run(['./pan', '-c0', '-m100000', '-w26'], folder);
    return searched === null ? null : readPan(searched, generated.seconds + compiled.seconds);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
