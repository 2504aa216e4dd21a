/** Goes over a window of a trace once, and tells what was done to its gfns. */
import { hasAny } from '../base/word64.ts';
import { spteKind } from '../engine/layout/spte-kind.ts';
import type { SpteTransition } from '../engine/spte-states/transition.ts';
import { KIND } from '../trace/events/event-kinds.ts';
import { VcpuThreads } from '../trace/queries/vcpu-threads.ts';
import { SILENT, emptySilentChange, type SilentChange } from '../trace/tables/change-log.ts';
import { NONE, WORDS, pagesOf } from '../trace/tables/page-tables.ts';
import type { Trace } from '../trace/trace.ts';
import { FaultTracker, type Fault } from './fault-tracker.ts';
import type { AccessFact, ChangeFact, Fact, TraceWindow } from './facts.ts';
import { HostWorkInference } from './host-work.ts';

/** How far back it is looked for the beginning of what goes on when the window begins. */
const BEFORE = 4096;

/** In the order of the trace. */
export function gatherFacts(trace: Trace, window: TraceWindow): readonly Fact[] {
  const gatherer = new Gatherer(trace, window);
  for (let event = Math.max(0, window.firstEvent - BEFORE); event < window.endEvent; event++) {
    gatherer.take(event);
  }
  return gatherer.facts;
}

class Gatherer {
  readonly facts: Fact[] = [];
  private readonly trace: Trace;
  private readonly window: TraceWindow;
  private readonly faults: FaultTracker;
  private readonly host = new HostWorkInference();
  private readonly threads: VcpuThreads;
  /** The number each thread had as a vCPU. */
  private readonly vcpuOf = new Map<number, number>();
  private readonly silent = emptySilentChange();
  private nextSilent: number;

  constructor(trace: Trace, window: TraceWindow) {
    const { contexts, events } = trace;
    const firstEvent = Math.max(0, window.firstEvent - BEFORE);
    this.trace = trace;
    this.window = window;
    this.faults = new FaultTracker(trace.detected.layout, events);
    this.threads = new VcpuThreads({ events, contexts, firstEvent });
    this.nextSilent = trace.log.silentsBefore(window.firstEvent);
  }

  take(event: number): void {
    const { events } = this.trace;
    const kind = events.kind(event);
    const task = this.taskOf(event);
    const vcpu = this.threads.vcpu(event);
    this.host.note(task, kind);
    if (event >= this.window.firstEvent) this.takeSilents(event);
    if (vcpu >= 0) this.vcpuOf.set(task, vcpu);
    if (kind === KIND.PAGE_FAULT) this.takeFault(task, event);
    else if (kind === KIND.MARKER || kind === KIND.USERSPACE_EXIT) this.faults.leave(task);
    if ((events.table[event] ?? NONE) !== NONE) this.takeChange(event, { task, vcpu });
    if (kind === KIND.SET_SPTE) this.faults.settle(task);
    if (kind === KIND.FAST_PAGE_FAULT && (events.flag0(event) || events.flag1(event))) {
      this.faults.settle(task);
    }
  }

  private taskOf(event: number): number {
    const { contexts, events } = this.trace;
    return contexts.task(events.context[event] ?? 0);
  }

  /** The first of the gfns that an entry covers; undefined if it is about others. */
  private gfnIn(first: number, pages: number): number | undefined {
    return this.window.gfns.find((gfn) => gfn >= first && gfn < first + pages);
  }

  private takeFault(task: number, event: number): void {
    const fault = this.faults.begin(task, event);
    if (event >= this.window.firstEvent && this.window.gfns.includes(fault.gfn)) {
      this.tell(task, fault, event);
    }
  }

  private tell(task: number, fault: Fault, event: number): void {
    if (fault.told) return;
    fault.told = true;
    this.facts.push({
      kind: 'access',
      event,
      task,
      vcpu: this.vcpuOf.get(task) ?? -1,
      gfn: fault.gfn,
      access: fault.access,
      reason: `its fault on line ${this.trace.events.line(fault.event)}`,
    });
  }

  private takeChange(
    event: number,
    { task, vcpu }: { readonly task: number; readonly vcpu: number },
  ): void {
    const { events, tables } = this.trace;
    const table = events.table[event] ?? NONE;
    const level = tables.level[table] ?? 1;
    const pages = pagesOf(level - 1);
    const first = events.gfn(event) - (events.gfn(event) % pages);
    if (event < this.window.firstEvent || tables.asId[table] !== 0) return;
    if (this.gfnIn(first, pages) === undefined) return;
    const transition = this.transitionOf(event);
    const fault = this.faults.of(task);
    const inFault =
      events.kind(event) === KIND.FAST_PAGE_FAULT ||
      transition?.path === 'map' ||
      (vcpu >= 0 && fault?.settled === false);
    const change = this.changeOf(event, { task, gfn: first, level, inFault });
    const isLink = change.from === 'nonleaf' || change.to === 'nonleaf';
    if (!inFault) this.takeHost(change, transition);
    else if (!isLink) this.takeFaultChange(change, fault);
    if (!isLink) this.facts.push(change);
  }

  /** A leaf made in a fault: by an access to its gfn, or to another one that a large leaf covers. */
  private takeFaultChange(change: ChangeFact, fault: Fault | undefined): void {
    const covers = fault?.settled === false && covered(change, fault.gfn);
    if (covers) this.tell(change.task, fault, change.event);
    else this.facts.push(this.accessOf(change, 'the leaf it made'));
  }

  private transitionOf(event: number): SpteTransition | undefined {
    const { conformance } = this.trace;
    const verdict = conformance.verdicts[conformance.verdictOf[event] ?? 0];
    const known = verdict?.verdict === 'legal' || verdict?.verdict === 'unknown';
    return known ? verdict.transition : undefined;
  }

  private changeOf(
    event: number,
    about: Pick<ChangeFact, 'task' | 'gfn' | 'level' | 'inFault'>,
  ): ChangeFact {
    const { conformance, detected, events } = this.trace;
    const old = { lo: events.aLo[event] ?? 0, hi: events.aHi[event] ?? 0 };
    const now = { lo: events.bLo[event] ?? 0, hi: events.bHi[event] ?? 0 };
    const verdict = conformance.verdicts[conformance.verdictOf[event] ?? 0];
    return {
      ...about,
      kind: 'change',
      event,
      from: spteKind(detected.layout, old, about.level),
      to: spteKind(detected.layout, now, about.level),
      old,
      new: now,
      defect: verdict?.verdict === 'legal' ? verdict.defect : undefined,
    };
  }

  private accessOf(change: ChangeFact, reason: string): AccessFact {
    const { detected } = this.trace;
    const access = hasAny(change.new, detected.layout.masks.writable) ? 'store' : 'load';
    const gfn = this.gfnIn(change.gfn, pagesOf(change.level - 1)) ?? change.gfn;
    const { event, task } = change;
    const vcpu = this.vcpuOf.get(task) ?? -1;
    return { kind: 'access', event, task, vcpu, gfn, access, reason };
  }

  private takeHost(change: ChangeFact, transition: SpteTransition | undefined): void {
    // Nothing was there: an entry of a table that is taken down as a whole.
    if (change.from === 'none' || change.from === 'frozen') return;
    const { contexts, events } = this.trace;
    const { event, gfn, level, task } = change;
    const comm = contexts.all[events.context[event] ?? 0]?.comm ?? '';
    const { reason, work } = this.host.of({ task, comm }, transition?.id ?? '');
    this.facts.push({ kind: 'host', event, task, work, gfn, pages: pagesOf(level - 1), reason });
  }

  /** What happened without an event, and was found at this one. */
  private takeSilents(event: number): void {
    const { log } = this.trace;
    while (this.nextSilent < log.silentCount && log.silentEvent(this.nextSilent) === event) {
      this.takeSilent(log.readSilent(this.nextSilent, this.silent));
      this.nextSilent += 1;
    }
  }

  private takeSilent(change: SilentChange): void {
    const { tables } = this.trace;
    const table = Math.floor(change.word / WORDS);
    const pages = pagesOf((tables.level[table] ?? 1) - 1);
    const first = tables.gfnOf(table, (change.word % WORDS) / 2);
    const gfn = this.gfnIn(first, pages);
    if (gfn === undefined || tables.asId[table] !== 0) return;
    const access = this.silentAccess(change);
    if (access === undefined || this.isExplained(gfn, access)) return;
    const reason = SILENT_REASON[change.cause] ?? '';
    const { event } = change;
    this.facts.push({ kind: 'access', event, task: -1, vcpu: -1, gfn, access, reason });
  }

  private silentAccess({ cause, fromLo, toLo }: SilentChange): 'load' | 'store' | undefined {
    if (SILENT_REASON[cause] === undefined) return undefined;
    const { dirty, writable } = this.trace.detected.layout.masks;
    return (toLo & ~fromLo & (dirty.lo | writable.lo)) === 0 ? 'load' : 'store';
  }

  /** Has somebody used the page since it was last changed, in a way that leaves such bits? */
  private isExplained(gfn: number, access: 'load' | 'store'): boolean {
    for (let i = this.facts.length - 1; i >= 0; i--) {
      const fact = this.facts[i];
      if (fact?.kind === 'change' && !fact.inFault) return false;
      if (fact?.kind !== 'access' || fact.gfn !== gfn) continue;
      return access === 'load' || fact.access === 'store';
    }
    return false;
  }
}

function covered({ gfn, level }: ChangeFact, other: number): boolean {
  return other >= gfn && other < gfn + pagesOf(level - 1);
}

const SILENT_REASON: Readonly<Record<number, string>> = {
  [SILENT.HARDWARE_AD]: 'Accessed or Dirty that the CPU set without an event',
  [SILENT.FAST_PAGE_FAULT]: 'a fast page fault that the trace lacks',
};
