/** One column of an open scenario: its machine, and the run it stands at. */
import { digits64 } from '../base/word64.ts';
import { Machine } from '../engine/machine.ts';
import type { MachineConfig } from '../engine/machine-config.ts';
import type { StoppedInfo } from '../protocol/messages.ts';
import type { BlockedInfo, Choice, NextInfo, StepRecord, ViolationInfo } from '../protocol/run.ts';
import { recordStep } from './record-step.ts';
import { blockedText, whyNot } from './why-blocked.ts';

function same(a: Choice | undefined, b: Choice | undefined): boolean {
  return a !== undefined && b !== undefined && a.actor === b.actor && a.variant === b.variant;
}

export class ColumnRun {
  readonly machine: Machine;
  #records: StepRecord[] = [];
  #schedule: readonly Choice[] = [];
  #stopped: StoppedInfo | null = null;

  constructor(config: MachineConfig) {
    this.machine = new Machine(config);
  }

  get records(): readonly StepRecord[] {
    return this.#records;
  }

  /** Where the schedule could not be followed, if so. */
  get stopped(): StoppedInfo | null {
    return this.#stopped;
  }

  get violations(): ViolationInfo[] {
    return this.#records.flatMap((record) => [...record.violations]);
  }

  get digest(): string {
    return digits64(this.machine.hash);
  }

  /** Makes `schedule` the run: keeps the longest common prefix and takes the rest back. */
  rewindFor(schedule: readonly Choice[]): void {
    let common = 0;
    while (common < this.#records.length && same(this.#records[common]?.choice, schedule[common])) {
      common += 1;
    }
    while (this.#records.length > common) {
      this.machine.undo();
      this.#records.pop();
    }
    this.#schedule = schedule;
    this.#stopped = null;
  }

  /** Does at most `stepsMax` more steps of the schedule. True when there is nothing more to do. */
  advance(stepsMax: number): boolean {
    for (let done = 0; done < stepsMax; done++) {
      const choice = this.#schedule[this.#records.length];
      if (choice === undefined || this.#stopped !== null) return true;
      if (choice.variant >= this.machine.variants(choice.actor)) {
        this.#stopped = { step: this.#records.length + 1, text: whyNot(this.machine, choice) };
        return true;
      }
      this.#records.push(recordStep(this.machine, choice, this.#records));
    }
    return this.#records.length === this.#schedule.length;
  }

  /** A step beyond the schedule. */
  goOn(choice: Choice): StepRecord {
    const record = recordStep(this.machine, choice, this.#records);
    this.#records.push(record);
    return record;
  }

  /** All ways to go on from here, actor by actor. */
  next(): NextInfo[] {
    const all: NextInfo[] = [];
    for (let actor = 0; actor < this.machine.actorCount; actor++) {
      const variants = this.machine.variants(actor);
      const step = this.machine.nextStep(actor);
      if (step === null) continue;
      for (let variant = 0; variant < variants; variant++) {
        all.push({
          choice: { actor, variant },
          pc: step.pc,
          fn: step.fn,
          code: step.code,
          variant: variants > 1 ? (step.variantNames?.[variant] ?? String(variant)) : null,
        });
      }
    }
    return all;
  }

  /** Who cannot go on, and why. */
  blocked(): BlockedInfo[] {
    const all: BlockedInfo[] = [];
    for (let actor = 0; actor < this.machine.actorCount; actor++) {
      if (this.machine.variants(actor) > 0) continue;
      const reason = this.machine.nextStep(actor) === null ? 'finished' : 'waits';
      all.push({ actor, reason, text: blockedText(this.machine, actor) });
    }
    return all;
  }
}
