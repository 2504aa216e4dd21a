/** Judges what the last step of a machine did to an SPTE. */
import type { Machine } from '../machine.ts';
import { spteWriterOf } from '../spte-writer.ts';
import type { Judgement, SpteJudge } from '../spte-states/judge-change.ts';

/** Null if the step wrote no SPTE. To be asked right after the step, and not after an undo. */
export function judgeStep(
  judge: SpteJudge,
  { machine, actor }: { readonly machine: Machine; readonly actor: number },
): Judgement | null {
  const writer = spteWriterOf(machine, actor);
  if (writer === null) return null;
  const { level, before, after } = machine.effect;
  return judge.judge({ level, old: before, new: after, ...writer });
}
