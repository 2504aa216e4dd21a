/**
 * Which kernel path made a change: no event says so, but what the same task reported just before does.
 * Where the trace shows faults at all, a task that shows none is not in one.
 */
import type { SptePath } from '../../engine/spte-states/transition.ts';
import { KIND } from '../events/event-kinds.ts';

/** What a task is doing, as far as its events tell. */
export const DOING = {
  UNKNOWN: 0,
  FAULT: 1,
  AGE: 2,
  UNMAP: 3,
  ZAP_ROOT: 4,
  REMOVE_TABLE: 5,
  FAST_FAULT: 6,
  /** Events were lost: it may be anything. */
  LOST: 7,
} as const;

export const DOINGS = 8;

export const ATTEMPTS_MAX = 3;

const BY_KIND = new Int8Array(256).fill(-1);
BY_KIND[KIND.PAGE_FAULT] = DOING.FAULT;
BY_KIND[KIND.SPTE_REQUESTED] = DOING.FAULT;
BY_KIND[KIND.SET_SPTE] = DOING.UNKNOWN;
BY_KIND[KIND.MARK_MMIO_SPTE] = DOING.UNKNOWN;
BY_KIND[KIND.ENTRY] = DOING.UNKNOWN;
BY_KIND[KIND.EXIT] = DOING.UNKNOWN;
BY_KIND[KIND.USERSPACE_EXIT] = DOING.UNKNOWN;
BY_KIND[KIND.MARKER] = DOING.UNKNOWN;
BY_KIND[KIND.AGE_HVA] = DOING.AGE;
BY_KIND[KIND.UNMAP_HVA_RANGE] = DOING.UNMAP;
BY_KIND[KIND.SET_SPTE_HVA] = DOING.UNMAP;
BY_KIND[KIND.ZAP_ALL_FAST] = DOING.ZAP_ROOT;

/** What each of them may be, in words of the state machine. */
const PATHS: readonly (readonly SptePath[])[] = [
  [
    'logEnable',
    'logReap',
    'writeTrack',
    'age',
    'zap',
    'unlink',
    'removeTable',
    'zapRoot',
    'split',
    'collapse',
  ],
  ['map', 'split', 'unlink', 'removeTable'],
  ['age'],
  ['zap', 'unlink'],
  ['zapRoot', 'unlink', 'zap', 'removeTable'],
  ['removeTable'],
  ['fastPageFault'],
];

/** Of the host's own paths: what a task outside of a fault may do. */
const HOST_PATHS = PATHS[DOING.UNKNOWN] ?? [];

export class PathInference {
  private doing = new Uint8Array(64);
  /** The trace has events of faults, so that a task without one is in none. */
  private seesFaults = false;

  /** Takes note of an event that changes no SPTE. Says whether it is the first that shows a fault. */
  note(kind: number, task: number): boolean {
    const doing = BY_KIND[kind] ?? -1;
    if (doing < 0) return false;
    if (task >= this.doing.length) this.grow(task);
    this.doing[task] = doing;
    if (doing !== DOING.FAULT || this.seesFaults) return false;
    this.seesFaults = true;
    return true;
  }

  /** Events were lost: what tasks are doing is not known until they say so. */
  forget(): void {
    this.doing.fill(DOING.LOST);
  }

  of(task: number): number {
    return this.doing[task] ?? DOING.UNKNOWN;
  }

  /**
   * Sets of paths to try, the likely one first; undefined: any path. As many as there may be, if the
   * trace shows enough to be surprised by the last.
   */
  attempts(doing: number): readonly (readonly SptePath[] | undefined)[] {
    if (doing === DOING.LOST) return [undefined];
    const own = PATHS[doing] ?? HOST_PATHS;
    if (this.seesFaults) return [own, HOST_PATHS, undefined];
    return doing === DOING.UNKNOWN ? [undefined] : [own, undefined];
  }

  private grow(task: number): void {
    const larger = new Uint8Array(Math.max(task + 1, this.doing.length * 2));
    larger.set(this.doing);
    this.doing = larger;
  }
}
