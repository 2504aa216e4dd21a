/**
 * npm run bench [-- engine|explore|stress|memory|split|session|map|trace [file ...]]: measures, and says what. Nothing here passes or fails;
 * CPU time of this process is taken, so that a busy machine disturbs less.
 */
import { benchEngine } from './bench-engine.ts';
import { benchExplore } from './bench-explore.ts';
import { benchMap } from './bench-map.ts';
import { benchSession } from './bench-session.ts';
import { benchSplit } from './bench-split.ts';
import { benchMemory, benchStress } from './bench-stress.ts';
import { benchTrace } from './bench-trace.ts';

const BENCHES: Readonly<Record<string, (files: readonly string[]) => Promise<void>>> = {
  engine: benchEngine,
  explore: async () => {
    await benchExplore();
    await benchStress();
  },
  stress: benchStress,
  memory: benchMemory,
  split: benchSplit,
  session: benchSession,
  map: benchMap,
  trace: benchTrace,
};

/** Names of benches; what looks like a path is a trace's file. */
const words = process.argv.slice(2);
const files = words.filter((word) => /[./]/.test(word));
const wanted = words.filter((word) => !files.includes(word));
const unknown = wanted.filter((name) => BENCHES[name] === undefined);
if (unknown.length > 0) {
  console.error(
    `No bench is called ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}.`,
  );
  process.exitCode = 2;
} else {
  console.log(
    `Node ${process.version}, ${process.arch}, CPU seconds of this process, on one core but for split`,
  );
  // The large search is the last part of `explore`; it has a name of its own to be run alone.
  for (const name of wanted.length > 0
    ? wanted
    : ['engine', 'explore', 'session', 'map', 'trace']) {
    const bench = BENCHES[name];
    if (bench === undefined) continue;
    console.log(`\n${name}`);
    await bench(files);
  }
}
