/**
 * npm run bench [-- engine|explore|session]: measures, and says what. Nothing here passes or fails;
 * CPU time of this process is taken, so that a busy machine disturbs less.
 */
import { benchEngine } from './bench-engine.ts';
import { benchExplore } from './bench-explore.ts';
import { benchSession } from './bench-session.ts';

const BENCHES: Readonly<Record<string, () => Promise<void>>> = {
  engine: benchEngine,
  explore: benchExplore,
  session: benchSession,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => BENCHES[name] === undefined);
if (unknown.length > 0) {
  console.error(
    `No bench is called ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}.`,
  );
  process.exitCode = 2;
} else {
  console.log(`Node ${process.version}, ${process.arch}, one core; CPU seconds of this process`);
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.log(`\n${name}`);
    await bench();
  }
}
