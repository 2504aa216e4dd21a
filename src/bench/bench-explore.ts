/** Exhaustive search of the shipped scenarios: states and transitions per second, and what it took. */
import { Machine } from '../engine/machine.ts';
import { Search } from '../explorer/search.ts';
import { formatRate, measure } from './measure.ts';
import { shippedScenarios } from './shipped.ts';

const SLICE = 1_000_000;

export async function benchExplore(): Promise<void> {
  for (const { info, columns } of await shippedScenarios()) {
    for (const { info: column, config } of columns) {
      let last = new Search(new Machine(config));
      const rate = measure(() => {
        last = new Search(new Machine(config));
        while (!last.advance(SLICE));
        return last.transitions;
      });
      const size = `${last.states} states, ${last.transitions} transitions, ${(last.bytes / 1e6).toFixed(1)} MB`;
      console.log(`  transitions  ${formatRate(rate)}  ${info.id} ${column.id}: ${size}`);
    }
  }
}
