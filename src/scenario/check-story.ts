/** Whether the story can be followed in every column. */
import { Machine } from '../engine/machine.ts';
import type { MachineConfig } from '../engine/machine-config.ts';
import type { ScheduleStep } from '../engine/schedule-text.ts';
import type { Story } from './build-story.ts';
import type { IssueList } from './issues.ts';

/** Follows the story in a column; where that cannot be done is an issue. */
export function checkStory(
  { runs }: Story,
  { column, config }: { readonly column: string; readonly config: MachineConfig },
  issues: IssueList,
): void {
  const machine = new Machine(config);
  for (const { path, text, step, count } of runs) {
    for (let n = 1; n <= count; n++) {
      if (step.variant >= machine.variants(step.actor)) {
        const which = count === 1 ? '' : `, number ${n} of "${text}",`;
        issues.add(path, {
          code: 'story-stuck',
          message: `In column "${column}", step ${machine.position + 1} of the story${which} cannot be done: ${whyNot(machine, step)}.`,
          hint: 'Let others run first, or run fewer steps.',
        });
        return;
      }
      machine.step(step);
    }
  }
}

function whyNot(machine: Machine, { actor, variant }: ScheduleStep): string {
  const id = machine.config.actors[actor]?.id ?? String(actor);
  const next = machine.nextStep(actor);
  if (next === null) return `${id} has nothing left to do`;
  const variants = machine.variants(actor);
  if (variants === 0) return `${id} waits for ${machine.waitsFor(actor)}`;
  return `${id} has no alternative ${variant} there`;
}
