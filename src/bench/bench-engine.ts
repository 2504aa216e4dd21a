/** Micro-steps done and undone per second: a depth-first tree of steps, without a table of states. */
import { Machine } from '../engine/machine.ts';
import { formatRate, measure } from './measure.ts';
import { shippedScenarios } from './shipped.ts';

const STEPS = 500_000;
/** Deep enough to be inside every program of a story, shallow enough to branch often. */
const DEPTH_MAX = 40;

/** Does and undoes at most `steps` steps; returns how many. */
function doAndUndo(machine: Machine, steps: number): number {
  const choice = { actor: 0, variant: 0 };
  let done = 0;
  const descend = (depth: number): void => {
    for (let actor = 0; actor < machine.actorCount; actor++) {
      const variants = machine.variants(actor);
      for (let variant = 0; variant < variants && done < steps; variant++) {
        choice.actor = actor;
        choice.variant = variant;
        machine.step(choice);
        done += 1;
        if (depth < DEPTH_MAX) descend(depth + 1);
        machine.undo();
      }
    }
  };
  descend(1);
  return done;
}

export async function benchEngine(): Promise<void> {
  for (const { info, columns } of await shippedScenarios()) {
    for (const { info: column, config } of columns) {
      const machine = new Machine(config);
      const rate = measure(() => doAndUndo(machine, STEPS));
      console.log(`  do + undo  ${formatRate(rate)}  ${info.id} ${column.id}`);
    }
  }
}
