/**
 * A property of semantics section 6, checked after every step. A detector may keep ghost state in
 * cells (`observe`), so that undo and hash hold for it, too. A violation is a value.
 */
import type { Thread } from '../thread.ts';

export type PropertyId =
  | 'P1'
  | 'P1-early'
  | 'P2'
  | 'P6'
  | 'P7'
  | 'P8'
  | 'P10'
  | 'P11'
  | 'P12'
  | 'P3'
  | 'P4'
  | 'P5'
  | 'P9'
  | 'P13'
  | 'P14'
  | 'P15';

export interface Detector {
  readonly id: PropertyId;
  readonly title: string;
  /** The property, as one sentence for people. */
  readonly sentence: string;
  /** EVENT bits: it is asked only after steps in which one of them happened. */
  readonly events: number;
  /**
   * Looks at the step just done (the thread's effect and the state after it), updates its ghost cells,
   * and says whether the step violates the property.
   */
  readonly check: (t: Thread) => boolean;
  /** What happened, as one sentence fragment; called right after a step that violated. */
  readonly explain: (t: Thread) => string;
}
