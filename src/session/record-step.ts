/** Does one step of a machine and writes down what it was: the record that the page gets. */
import { present } from '../base/assert.ts';
import { digits64, type Word64 } from '../base/word64.ts';
import { DETECTORS } from '../engine/detectors/registry.ts';
import type { Machine } from '../engine/machine.ts';
import type { Operation } from '../engine/programs/operation.ts';
import { spteWriterOf } from '../engine/spte-writer.ts';
import { PT_ENTRIES, cellOf } from '../engine/state/state-map.ts';
import type { Choice, SpteAccess, StepRecord } from '../protocol/run.ts';
import { describeStep } from './describe-step.ts';
import { violationInfo } from './violation-info.ts';

/** [cell, old, new] with each cell once, in order of first change; cells that ended as they began left out. */
export function coalesce(entries: Uint32Array): Uint32Array {
  const changes = new Map<number, { old: number; new: number }>();
  for (let at = 0; at < entries.length; at += 3) {
    const cell = entries[at] ?? 0;
    const known = changes.get(cell);
    const value = entries[at + 2] ?? 0;
    if (known === undefined) changes.set(cell, { old: entries[at + 1] ?? 0, new: value });
    else known.new = value;
  }
  const kept = [...changes].filter(([, change]) => change.old !== change.new);
  return Uint32Array.from(kept.flatMap(([cell, change]) => [cell, change.old, change.new]));
}

function copyWord({ lo, hi }: Word64): Word64 {
  return { lo, hi };
}

function spteAccessOf(machine: Machine): SpteAccess | null {
  const { effect, map, cells } = machine;
  if (effect.sptep < 0) return null;
  const frame = Math.floor(effect.sptep / PT_ENTRIES);
  const index = effect.sptep % PT_ENTRIES;
  const tableGfn = cells.read(cellOf(map.sp, { record: frame, field: 'gfn' }));
  return {
    frame,
    index,
    level: effect.level,
    gfn: tableGfn + index * 2 ** (9 * (effect.level - 1)),
    before: copyWord(effect.before),
    after: copyWord(effect.after),
    seen: effect.hasSeen ? copyWord(effect.seen) : null,
  };
}

function operationIndex(machine: Machine, actor: number): number {
  return machine.cells.read(cellOf(machine.map.thread, { record: actor, field: 'op' }));
}

function operationAt(
  machine: Machine,
  { actor, index }: { actor: number; index: number },
): Operation {
  const operations: readonly Operation[] | undefined = machine.config.actors[actor]?.operations;
  return present(operations?.[index], `actor ${actor} has no operation ${index}`);
}

/** Moves the machine. `history` are the records of the steps before this one, for provenance. */
export function recordStep(
  machine: Machine,
  choice: Choice,
  history: readonly StepRecord[],
): StepRecord {
  const index = operationIndex(machine, choice.actor);
  const operation = operationAt(machine, { actor: choice.actor, index });
  const violated = machine.step(choice);
  const step = machine.lastStep;
  const spte = spteAccessOf(machine);
  const n = machine.position;
  const violations = DETECTORS.filter((_, i) => (violated & (1 << i)) !== 0).map((detector) =>
    violationInfo({ detector, machine, choice, spte, history, step: n }),
  );
  return {
    n,
    choice,
    program: step.program.id,
    pc: step.pc,
    label: step.label,
    fn: step.fn,
    code: step.code,
    access: machine.effect.access,
    text: describeStep({
      layout: machine.config.layout,
      step,
      effect: machine.effect,
      spte,
      operation,
      finished: operationIndex(machine, choice.actor) !== index,
    }),
    diff: coalesce(machine.entriesOf(n - 1)),
    spte,
    writer: spteWriterOf(machine, choice.actor),
    violations,
    digest: digits64(machine.hash),
  };
}
