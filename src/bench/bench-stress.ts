/**
 * One large search, here and in SPIN: the scaling scenario and its twin in Promela, on one core each. What
 * SPIN needs before it can search (generating a verifier, and compiling that) is time to a verdict, too.
 */
import { spawnSync } from 'node:child_process';
import { DETECTORS } from '../engine/detectors/registry.ts';
import { Machine } from '../engine/machine.ts';
import { SEARCH_BOUNDS, Search } from '../explorer/search.ts';
import { propertyVerdicts } from '../explorer/verdicts.ts';
import type { DirtyLogStress } from '../scenario/dirty-log-stress.ts';
import { runSpin, type SpinRun } from './spin.ts';
import { stressColumn } from './stress-column.ts';

export const STRESS: DirtyLogStress = { pages: 2, vcpus: 3, stores: 1, rounds: 1 };
/** More than ten million states. */
const MEMORY_STRESS: DirtyLogStress = { pages: 2, vcpus: 3, stores: 2, rounds: 1 };
const SLICE = 1_000_000;

interface OwnRun {
  readonly states: number;
  readonly transitions: number;
  readonly searchSeconds: number;
  readonly verdictSeconds: number;
  readonly bytes: number;
  /** Steps that violate a property, by its id. */
  readonly violating: Readonly<Record<string, number>>;
}

function cpuSeconds(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

export function violatingSteps({ graph }: Search): Record<string, number> {
  const counts: Record<string, number> = {};
  for (let state = 0; state < graph.states; state++) {
    for (let way = 0; way < graph.ways; way++) {
      const violations = graph.violations(state, way);
      if (violations === 0) continue;
      DETECTORS.forEach(({ id }, i) => {
        if ((violations & (1 << i)) !== 0) counts[id] = (counts[id] ?? 0) + 1;
      });
    }
  }
  return counts;
}

function searchHere(column: string): OwnRun {
  const config = stressColumn(column, STRESS);
  const before = process.cpuUsage();
  const search = new Search(new Machine(config));
  while (!search.advance(SLICE));
  const searchSeconds = cpuSeconds(before);
  const searched = process.cpuUsage();
  propertyVerdicts(search.graph, { bounded: search.bounded !== null });
  const verdictSeconds = cpuSeconds(searched);
  const { states, transitions, bytes } = search;
  const violating = violatingSteps(search);
  return { states, transitions, searchSeconds, verdictSeconds, bytes, violating };
}

function millions(rate: number): string {
  return `${(rate / 1e6).toFixed(2)} M/s`;
}

function printOwn(own: OwnRun): void {
  const { states, transitions, searchSeconds, verdictSeconds, bytes } = own;
  const rates = `${millions(states / searchSeconds)} states, ${millions(transitions / searchSeconds)} transitions`;
  console.log(`    here: ${states} states, ${transitions} transitions`);
  console.log(`      ${rates}, ${(bytes / 1e6).toFixed(0)} MB`);
  const verdicts = `${(searchSeconds + verdictSeconds).toFixed(2)} s with verdicts and witnesses`;
  console.log(`      ${searchSeconds.toFixed(2)} s to search, ${verdicts}`);
}

function printSpin(spin: SpinRun, own: OwnRun): void {
  const { states, transitions, searchSeconds, compileSeconds, violating } = spin;
  console.log(`    SPIN, -DNOREDUCE -DSAFETY -O2: ${states} states, ${transitions} transitions`);
  console.log(`      ${millions(states / searchSeconds)} states, ${spin.megabytes.toFixed(0)} MB`);
  console.log(
    `      ${searchSeconds.toFixed(2)} s to search, ${compileSeconds.toFixed(2)} s to generate and compile`,
  );
  const same = states === own.states && transitions === own.transitions;
  console.log(`    ${same ? 'the same' : 'NOT the same'} numbers of states and transitions`);
  const ids = Object.keys({ ...violating, ...own.violating });
  const agree = ids.every((id) => (violating[id] ?? 0) === (own.violating[id] ?? 0));
  const counts = ids.map((id) => `${id} ${own.violating[id] ?? 0} and ${violating[id] ?? 0}`);
  console.log(`    violating steps ${agree ? 'agree' : 'DIFFER'}: ${counts.join(', ')}`);
  const rate = searchSeconds / states / (own.searchSeconds / own.states);
  const theirs = searchSeconds + compileSeconds;
  const verdict = own.searchSeconds / theirs;
  const witnesses = (own.searchSeconds + own.verdictSeconds) / theirs;
  console.log(`    states per second, here / SPIN: ${rate.toFixed(2)}`);
  console.log(
    `    time until it is known what is violated, here / SPIN with its compilation: ${verdict.toFixed(2)}`,
  );
  console.log(`    and with the shortest witnesses, which SPIN has not: ${witnesses.toFixed(2)}`);
}

/** Ten million states: what the process takes, from a process of its own. */
export function benchMemory(): Promise<void> {
  const config = stressColumn('plain', MEMORY_STRESS);
  const search = new Search(new Machine(config), { ...SEARCH_BOUNDS, statesMax: 10_000_000 });
  while (!search.advance(SLICE));
  const { maxRSS } = process.resourceUsage();
  const tables = `${(search.bytes / 1e6).toFixed(0)} MB of them tables`;
  console.log(
    `  ${search.states} states: the process takes ${(maxRSS * 1.024e-3).toFixed(0)} MB, ${tables}`,
  );
  return Promise.resolve();
}

function printMemory(): void {
  const [script = ''] = process.argv.slice(1);
  const { stdout } = spawnSync(process.execPath, [...process.execArgv, script, 'memory'], {
    encoding: 'utf8',
  });
  console.log(stdout.split('\n').find((line) => line.includes('the process takes')) ?? 'no answer');
}

export async function benchStress(): Promise<void> {
  const { pages, vcpus, stores, rounds } = STRESS;
  console.log(
    `  dirty log stress: ${pages} pages, ${vcpus} vCPUs, ${stores} store each, ${rounds} round and the last`,
  );
  for (const column of ['plain', 'atomic']) {
    console.log(`    ${column}`);
    const own = searchHere(column);
    printOwn(own);
    const spin = await runSpin(STRESS, { atomic: column === 'atomic' });
    if (spin === null) console.log('    SPIN or a C compiler is not installed');
    else printSpin(spin, own);
  }
  printMemory();
}
