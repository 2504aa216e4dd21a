/**
 * Holds every change of the trace against the SPTE state machine. What the trace cannot show (TLBs,
 * locks, flushes) is not judged; a transition says which lock and which flush it stands for.
 */
import { MutableWord64 } from '../../base/word64.ts';
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import { SpteJudge, type SpteChange } from '../../engine/spte-states/judge-change.ts';
import type { SptePath } from '../../engine/spte-states/transition.ts';
import type { Contexts } from '../events/contexts.ts';
import { KIND } from '../events/event-kinds.ts';
import { NO_TABLE, type EventTable } from '../events/event-table.ts';
import type { LostEvents } from '../events/reading-notes.ts';
import { Uint32List, grown } from '../events/grow.ts';
import { NONE, type PageTables } from '../tables/page-tables.ts';
import { isEmptyLike } from '../tables/spte-bits.ts';
import { ATTEMPTS_MAX, DOING, DOINGS, PathInference } from './infer-path.ts';
import type { ChangeVerdict } from './judged.ts';
import { knownDefect } from './known-defects.ts';

/** Of an event that is not judged. */
export const NOT_JUDGED = 0;
const VERDICTS_MAX = 255;
/** A prime, so that keys which differ in their high bits only do not meet. */
const RECENT = 1021;

const PRESENT_LO = 1 << 11;
const PFN_LO = 0xffff_f000;
const PFN_HI = 0xf_ffff;

export class Conformance {
  /** Every verdict there was, from 1 on; an event holds its number in `verdictOf`. */
  readonly verdicts: (ChangeVerdict | undefined)[] = [undefined];
  /** How often each was given. */
  readonly counts: number[] = [0];
  verdictOf = new Uint8Array(1024);
  /** Events with a finding, ascending. */
  readonly findings = new Uint32List();
  position = 0;
  private nextLost = 0;
  private readonly layout: SpteLayout;
  private readonly judge: SpteJudge;
  private readonly paths = new PathInference();
  private readonly known = new Map<number, number>();
  /** Those asked for lately, where they are found faster. */
  private readonly recentKeys = new Float64Array(RECENT).fill(-1);
  private readonly recentNumbers = new Uint8Array(RECENT);
  private readonly numbers = new Map<string, number>();
  private readonly old = new MutableWord64();
  private readonly after = new MutableWord64();

  constructor(layout: SpteLayout) {
    this.layout = layout;
    this.judge = new SpteJudge(layout);
  }

  get bytes(): number {
    return this.verdictOf.byteLength + this.findings.bytes;
  }

  /** Judges the events before `end`, whose tables are rebuilt. */
  advance(
    end: number,
    trace: {
      readonly events: EventTable;
      readonly contexts: Contexts;
      readonly tables: PageTables;
      readonly lost: readonly LostEvents[];
    },
  ): void {
    if (end > this.verdictOf.length) {
      this.verdictOf = grown(this.verdictOf, Math.max(end, this.verdictOf.length * 2));
    }
    const { contexts, events, tables } = trace;
    for (; this.position < end; this.position++) {
      const event = this.position;
      if (trace.lost[this.nextLost]?.event === event) this.forget(trace.lost, event);
      const kind = events.kind(event);
      const task = contexts.task(events.context[event] ?? 0);
      const table = events.table[event] ?? NO_TABLE;
      if (table === NO_TABLE) {
        if (this.paths.note(kind, task)) this.forgetVerdicts();
        continue;
      }
      const detached = (tables.detachedAt[table] ?? NONE) < event;
      this.judgeEvent(events, event, this.doingOf({ detached, kind, task }));
      if (kind === KIND.FAST_PAGE_FAULT) this.paths.note(KIND.SET_SPTE, task);
    }
  }

  private forgetVerdicts(): void {
    this.known.clear();
    this.recentKeys.fill(-1);
  }

  private forget(lost: readonly LostEvents[], event: number): void {
    this.paths.forget();
    while ((lost[this.nextLost]?.event ?? Infinity) <= event) this.nextLost += 1;
  }

  trim(): void {
    this.verdictOf = grown(this.verdictOf, Math.max(this.position, 1));
    this.findings.trim();
  }

  private doingOf(change: {
    readonly detached: boolean;
    readonly kind: number;
    readonly task: number;
  }): number {
    if (change.kind === KIND.FAST_PAGE_FAULT) return DOING.FAST_FAULT;
    return change.detached ? DOING.REMOVE_TABLE : this.paths.of(change.task);
  }

  private judgeEvent(events: EventTable, event: number, doing: number): void {
    const { after, old } = this;
    old.lo = events.aLo[event] ?? 0;
    old.hi = events.aHi[event] ?? 0;
    after.lo = events.bLo[event] ?? 0;
    after.hi = events.bHi[event] ?? 0;
    const level = events.kind(event) === KIND.SPTE_CHANGED ? events.level(event) : this.leafLevel();
    const number = this.verdictNumber(level, doing);
    this.verdictOf[event] = number;
    this.counts[number] = (this.counts[number] ?? 0) + 1;
    if (isFinding(this.verdicts[number])) this.findings.push(event);
  }

  /** A fast page fault does not say its level; all that matters is whether the leaf is a large one. */
  private leafLevel(): number {
    return (this.old.lo & this.layout.masks.pageSize.lo) === 0 ? 1 : 2;
  }

  private verdictNumber(level: number, doing: number): number {
    const key = this.keyOf(level, doing);
    if (key < 0) return this.numberOf(this.judgeChange(level, doing));
    const slot = key % RECENT;
    if (this.recentKeys[slot] === key) return this.recentNumbers[slot] ?? 0;
    let number = this.known.get(key);
    if (number === undefined) {
      number = this.numberOf(this.judgeChange(level, doing));
      this.known.set(key, number);
    }
    this.recentKeys[slot] = key;
    this.recentNumbers[slot] = number;
    return number;
  }

  /**
   * What a verdict depends on, as one number of 53 bits: all bits but the page frame. -1: it depends on
   * more than those. That faults are seen from now on counts too: then everything is forgotten.
   */
  private keyOf(level: number, doing: number): number {
    const { after, old } = this;
    if (!isPlain(old.lo, old.hi) || !isPlain(after.lo, after.hi)) return -1;
    const samePfn = ((old.lo ^ after.lo) & PFN_LO) === 0 && ((old.hi ^ after.hi) & PFN_HI) === 0;
    const lo = (old.lo & 0xfff) | ((after.lo & 0xfff) << 12) | (samePfn ? 1 << 24 : 0);
    const hi = (old.hi >>> 20) * 4096 + (after.hi >>> 20);
    return ((hi * DOINGS + doing) * 2 + (level > 1 ? 1 : 0)) * 0x200_0000 + lo;
  }

  /** By the paths the task may be on, first those it likely is on; the last attempt is any path at all. */
  private judgeChange(level: number, doing: number): ChangeVerdict {
    const attempts = this.paths.attempts(doing);
    let last: ChangeVerdict = { verdict: 'unchanged' };
    for (const paths of attempts) {
      last = this.judgeOn({ level, old: this.old, new: this.after, paths });
      if (last.verdict !== 'illegal') return isBeyond(attempts, paths) ? beyond(last) : last;
    }
    return last;
  }

  private judgeOn(change: SpteChange): ChangeVerdict {
    const judgement = this.judge.judge(change);
    if (judgement.verdict === 'unchanged') return judgement;
    const { from, to } = judgement;
    if (judgement.verdict === 'illegal') {
      const { bits, reason } = judgement;
      return { verdict: 'illegal', from, to, reason, bits };
    }
    const candidates = this.judge.candidates(change).filter(({ id }) => this.isPossible(id));
    const [transition, ...others] = candidates;
    if (transition === undefined) {
      return { verdict: 'illegal', from, to, reason: 'not-by-this-path', bits: [] };
    }
    const certain = others.every(({ path }) => path === transition.path);
    const defect = certain
      ? knownDefect({ transition: transition.id, from, to }, this.layout)
      : undefined;
    return { verdict: 'legal', from, to, transition, others, defect };
  }

  /** Dirty is cleared for logging only where writes are logged by the CPU. */
  private isPossible(id: string): boolean {
    const { config } = this.layout;
    if (id === 'log_clear_dirty' || id === 'reap_clear_dirty') return config.pml;
    return true;
  }

  private numberOf(verdict: ChangeVerdict): number {
    const text = JSON.stringify(verdict);
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    const number = this.verdicts.length;
    if (number > VERDICTS_MAX) return VERDICTS_MAX;
    this.numbers.set(text, number);
    this.verdicts.push(verdict);
    this.counts.push(0);
    return number;
  }
}

/** A value whose meaning is all in its flags. */
function isPlain(lo: number, hi: number): boolean {
  return (lo & PRESENT_LO) !== 0 || isEmptyLike(lo, hi);
}

/** Was this attempt one for any path, after all that the trace shows the task may be on? */
function isBeyond(
  attempts: readonly (readonly SptePath[] | undefined)[],
  paths: readonly SptePath[] | undefined,
): boolean {
  return paths === undefined && attempts.length === ATTEMPTS_MAX;
}

function beyond(verdict: ChangeVerdict): ChangeVerdict {
  if (verdict.verdict !== 'legal') return verdict;
  const { from, to, transition } = verdict;
  return { verdict: 'unknown', from, to, transition };
}

function isFinding(verdict: ChangeVerdict | undefined): boolean {
  if (verdict === undefined || verdict.verdict === 'unchanged') return false;
  return verdict.verdict !== 'legal' || verdict.defect !== undefined;
}
