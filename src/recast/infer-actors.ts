/** Facts become actors: a vCPU or a thread of the host each, with operations in the order of the trace. */
import { assertNever } from '../base/assert.ts';
import { dirtyLogPasses } from '../trace/queries/dirty-log-passes.ts';
import { pagesOf } from '../trace/tables/page-tables.ts';
import type { Trace } from '../trace/trace.ts';
import { hexGfn, type AccessFact, type Fact, type HostFact, type TraceWindow } from './facts.ts';

export interface InferredOperation {
  readonly text: string;
  /** What it was concluded from. */
  readonly reason: string;
}

export interface InferredActor {
  /** A number for the thread; -1: some vCPU that the trace does not name. */
  readonly task: number;
  readonly kind: 'vcpu' | 'host';
  readonly title: string;
  /** Of a host thread. */
  readonly id: string;
  readonly operations: readonly InferredOperation[];
}

interface Asked {
  readonly trace: Trace;
  readonly window: TraceWindow;
  readonly facts: readonly Fact[];
  readonly mmio: ReadonlySet<number>;
}

/** vCPUs first. */
export function inferActors(asked: Asked): readonly InferredActor[] {
  return [...inferVcpus(asked), ...inferHosts(asked)];
}

/** In the order of their numbers in the trace. */
function inferVcpus({ facts, mmio, trace }: Asked): readonly InferredActor[] {
  const accesses = facts.filter((fact) => fact.kind === 'access');
  const numbers = new Map<number, number>();
  for (const { task, vcpu } of accesses) if (!numbers.has(task)) numbers.set(task, vcpu);
  // Accesses that nobody is named for are some vCPU's that is.
  if (numbers.size > 1) numbers.delete(-1);
  const known = [...numbers].sort(([, a], [, b]) => a - b).map(([task]) => task);
  const mine = new Map<number, AccessFact[]>(known.map((task) => [task, []]));
  const lastUser = new Map<number, number>();
  for (const fact of accesses) {
    const task = fact.task >= 0 ? fact.task : (lastUser.get(fact.gfn) ?? known[0] ?? -1);
    mine.get(task)?.push(fact);
    lastUser.set(fact.gfn, task);
  }
  return [...mine].map(([task, told], vcpu) => ({
    task,
    kind: 'vcpu',
    title: vcpuTitle(trace, { task, vcpu: numbers.get(task) ?? -1 }),
    id: `vcpu${vcpu}`,
    operations: told.map(({ access, event, gfn, reason }) => ({
      text: `${mmio.has(gfn) ? 'mmio' : access} ${hexGfn(gfn)}`,
      reason: reasonOf(trace, event, reason),
    })),
  }));
}

function vcpuTitle(
  trace: Trace,
  { task, vcpu }: { readonly task: number; readonly vcpu: number },
): string {
  if (task < 0) return 'Some vCPU';
  return vcpu < 0 ? nameOf(trace, task) : `vCPU ${vcpu} (${nameOf(trace, task)})`;
}

function reasonOf({ events }: Trace, event: number, reason: string): string {
  return reason.includes(' line ') ? reason : `${reason}, line ${events.line(event)}`;
}

/** One thing that a thread does to several gfns, one after the other. */
interface Pass {
  readonly work: HostFact['work'];
  readonly event: number;
  readonly reason: string;
  /** Entries gone over, so that one that comes again begins another pass. */
  readonly entries: Set<string>;
  readonly gfns: Set<number>;
}

function inferHosts({ facts, mmio, trace, window }: Asked): readonly InferredActor[] {
  const passes = new Map<number, Pass[]>();
  for (const fact of facts) {
    if (fact.kind !== 'host') continue;
    const gfns = window.gfns.filter(
      (gfn) => gfn >= fact.gfn && gfn < fact.gfn + fact.pages && !mmio.has(gfn),
    );
    if (gfns.length > 0) addTo(listOf(passes, fact.task), fact, gfns);
  }
  return [...passes].map(([task, done]) => {
    const name = nameOf(trace, task);
    const logged = done.find(({ work }) => work === 'log');
    const wasOn = logged !== undefined && isLoggedBefore(trace, window, logged);
    const operations = done.flatMap((pass) =>
      operationsOf(pass, pass === logged && !wasOn).map((text) => ({
        text,
        reason: reasonOf(trace, pass.event, pass.reason),
      })),
    );
    return {
      task,
      kind: 'host' as const,
      title: name,
      id: idOf(name),
      operations: [...(wasOn ? [enabledBefore(logged)] : []), ...operations],
    };
  });
}

function listOf(passes: Map<number, Pass[]>, task: number): Pass[] {
  const known = passes.get(task);
  if (known !== undefined) return known;
  const made: Pass[] = [];
  passes.set(task, made);
  return made;
}

function addTo(passes: Pass[], fact: HostFact, gfns: readonly number[]): void {
  const entry = `${fact.pages} ${fact.gfn}`;
  const last = passes.at(-1);
  if (last?.work === fact.work && !last.entries.has(entry)) {
    last.entries.add(entry);
    for (const gfn of gfns) last.gfns.add(gfn);
    return;
  }
  const { event, reason, work } = fact;
  passes.push({ work, event, reason, entries: new Set([entry]), gfns: new Set(gfns) });
}

function operationsOf({ gfns, work }: Pass, enables: boolean): readonly string[] {
  const sorted = [...gfns].sort((a, b) => a - b);
  const [first = 0] = sorted;
  switch (work) {
    case 'log':
      return [`${enables ? 'enable_dirty_log' : 'get_dirty_log'} ${hexGfn(first)}`];
    case 'delete_slot':
    case 'collapse':
      return [`${work} ${hexGfn(first)}`];
    case 'track_page':
      return sorted.map((gfn) => `${work} ${hexGfn(gfn)}`);
    case 'recover_nx': {
      const base = first - (first % pagesOf(1));
      return [`${work} ${hexGfn(base)}..${hexGfn(base + pagesOf(1) - 1)}`];
    }
    case 'zap':
    case 'clear_young':
      return rangesOf(sorted).map(([from, to]) =>
        from === to ? `${work} ${hexGfn(from)}` : `${work} ${hexGfn(from)}..${hexGfn(to)}`,
      );
    default:
      return assertNever(work);
  }
}

/** Gfns that follow one another are one range, both ends included. */
function rangesOf(sorted: readonly number[]): readonly (readonly [number, number])[] {
  const ranges: [number, number][] = [];
  for (const gfn of sorted) {
    const last = ranges.at(-1);
    if (last?.[1] === gfn - 1) last[1] = gfn;
    else ranges.push([gfn, gfn]);
  }
  return ranges;
}

/** Where logging shows before the window, its first pass there is no beginning. */
function isLoggedBefore(trace: Trace, { firstEvent }: TraceWindow, { gfns }: Pass): boolean {
  const [gfn = 0] = gfns;
  return dirtyLogPasses(trace).some(
    ({ gfnFirst, gfnLast, lastEvent }) =>
      lastEvent < firstEvent && gfn >= gfnFirst && gfn <= gfnLast,
  );
}

function enabledBefore({ gfns }: Pass): InferredOperation {
  const [gfn = 0] = gfns;
  return { text: `enable_dirty_log ${hexGfn(gfn)}`, reason: 'logging was on before the window' };
}

function nameOf({ contexts }: Trace, task: number): string {
  const context = contexts.all.find((_context, number) => contexts.task(number) === task);
  return context === undefined ? 'a thread' : `${context.comm}-${context.pid}`;
}

/** Small letters, digits, - and _, a letter first. */
function idOf(name: string): string {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9_-]+/g, '-');
  return `host-${plain}`.slice(0, 60);
}
