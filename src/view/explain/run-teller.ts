/** Tells the steps of a run one by one, each from the state around it, in any order. */
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import type { StateMap } from '../../engine/state/state-map.ts';
import type { ActorInfo, StepRecord } from '../../protocol/run.ts';
import { moveMirror, startMirror, viewOfMirror, type Mirror } from '../mirror/mirror.ts';
import { actorTitle } from '../spte/picture-input.ts';
import { explainStepAt } from './explain-step.ts';
import { shortWords } from './short-words.ts';

export interface ToldRun {
  readonly map: StateMap;
  readonly layout: SpteLayout;
  readonly actors: readonly ActorInfo[];
  /** Of the machine before the first step. */
  readonly cells: Uint32Array;
  readonly records: readonly StepRecord[];
}

/** One for all that tell the same run: what one has asked the others know. */
const tellers = new WeakMap<readonly StepRecord[], RunTeller>();

export function tellerOfRun(run: ToldRun): RunTeller {
  const teller = tellers.get(run.records) ?? new RunTeller(run);
  tellers.set(run.records, teller);
  return teller;
}

export class RunTeller {
  readonly #run: ToldRun;
  /** Where it was asked last: the next question is mostly about a step beside that one. */
  #mirror: Mirror;
  readonly #known = new Map<number, string>();

  constructor(run: ToldRun) {
    this.#run = run;
    this.#mirror = startMirror(run.cells);
  }

  /** Who did what, and what came of it. Empty for a step that the run does not have. */
  short(n: number): string {
    const record = this.#run.records[n - 1];
    if (record === undefined) return '';
    const words = this.#known.get(n) ?? this.#tell(n, record);
    this.#known.set(n, words);
    return words;
  }

  /** The same where it is said already who: it begins with the verb. */
  did(n: number): string {
    const { actors, records } = this.#run;
    const words = this.short(n);
    const who = `${actorTitle(actors, records[n - 1]?.choice.actor ?? -1)} `;
    return words.startsWith(who) ? words.slice(who.length) : words;
  }

  #tell(n: number, record: StepRecord): string {
    const { actors, layout, map, records } = this.#run;
    this.#mirror = moveMirror(this.#mirror, records, n);
    const view = viewOfMirror(map, this.#mirror);
    const told = explainStepAt({ actors, blocked: null, layout, position: n, records, view });
    return shortWords(told ?? record.text, record);
  }
}
