/** What a key press costs, read out of a trace of the browser: by kind of work, and by the clock. */

export interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds, as all times here. */
  readonly ts: number;
  readonly dur?: number;
  /** Of the thread's own time: no other process adds to it. */
  readonly tdur?: number;
  readonly args: { readonly data?: { readonly type?: string } };
}

export const WORK_KINDS = ['script', 'style', 'layout', 'paint', 'other'] as const;
export type WorkKind = (typeof WORK_KINDS)[number];

export interface KeyCost {
  /** Milliseconds of the main thread's own time until the step is painted, and what of it is what. */
  readonly own: number;
  readonly byKind: Readonly<Record<WorkKind, number>>;
  /** From then on until the next key: what is told and kept a little after the step. */
  readonly later: number;
  /** By the clock: the key is handled, the browser waits for its next frame, the frame is made. */
  readonly handled: number;
  readonly waited: number;
  readonly drawn: number;
}

/** What is not listed is the browser's own housekeeping. */
const KIND_OF: Readonly<Record<string, WorkKind>> = {
  EventDispatch: 'script',
  EvaluateScript: 'script',
  FireAnimationFrame: 'script',
  FunctionCall: 'script',
  HandlePostMessage: 'script',
  MajorGC: 'script',
  MinorGC: 'script',
  RunMicrotasks: 'script',
  TimerFire: 'script',
  'v8.callFunction': 'script',
  UpdateLayoutTree: 'style',
  Layout: 'layout',
  Commit: 'paint',
  HitTest: 'paint',
  Layerize: 'paint',
  Paint: 'paint',
  PrePaint: 'paint',
};

export function tasksBeside(
  events: readonly TraceEvent[],
  one: TraceEvent | undefined,
): TraceEvent[] {
  return completeBeside(events, one).filter(({ name }) => name === 'RunTask');
}

function completeBeside(events: readonly TraceEvent[], one: TraceEvent | undefined): TraceEvent[] {
  return events
    .filter(({ ph, pid, tid }) => ph === 'X' && pid === one?.pid && tid === one.tid)
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
}

export function costsOf(events: readonly TraceEvent[]): KeyCost[] {
  const keys = events
    .filter(({ args, name }) => name === 'EventDispatch' && args.data?.type === 'keydown')
    .sort((a, b) => a.ts - b.ts);
  const beside = completeBeside(events, keys[0]);
  const own = ownTimes(beside);
  const tasks = beside.filter(({ name }) => name === 'RunTask');
  // On a busy machine a key is handed to the page long after its task has begun.
  const starts = keys.map((key) => taskAround(tasks, key)?.ts ?? key.ts);
  return keys.map((key, i) => {
    const [from = key.ts, to = Infinity] = [starts[i], starts[i + 1]];
    const within = beside.filter(({ ts }) => ts >= from && ts < to);
    return costOf(key, within, own);
  });
}

function taskAround(
  tasks: readonly TraceEvent[],
  one: TraceEvent | undefined,
): TraceEvent | undefined {
  return one && tasks.find((task) => task.ts <= one.ts && endOf(task) > one.ts);
}

/** Of each event, without what is inside of it. */
function ownTimes(events: readonly TraceEvent[]): ReadonlyMap<TraceEvent, number> {
  const own = new Map<TraceEvent, number>();
  const open: TraceEvent[] = [];
  for (const event of events) {
    while (endOf(open.at(-1)) <= event.ts) open.pop();
    const around = open.at(-1);
    const { tdur = 0 } = event;
    if (around !== undefined) own.set(around, (own.get(around) ?? 0) - tdur);
    own.set(event, tdur);
    open.push(event);
  }
  return own;
}

function endOf(event: TraceEvent | undefined): number {
  return event === undefined ? Infinity : event.ts + (event.dur ?? 0);
}

function costOf(
  key: TraceEvent,
  events: readonly TraceEvent[],
  own: ReadonlyMap<TraceEvent, number>,
): KeyCost {
  const tasks = events.filter(({ name }) => name === 'RunTask');
  const handling = taskAround(tasks, key);
  const commit = events.find(({ name, ts }) => name === 'Commit' && ts >= endOf(handling ?? key));
  const drawing = taskAround(tasks, commit);
  const painted = endOf(drawing ?? handling ?? key);
  const byKind = { script: 0, style: 0, layout: 0, paint: 0, other: 0 };
  let later = 0;
  for (const event of events) {
    const ms = (own.get(event) ?? 0) / 1000;
    if (event.ts >= painted) later += ms;
    else byKind[KIND_OF[event.name] ?? 'other'] += ms;
  }
  return {
    own: WORK_KINDS.reduce((sum, kind) => sum + byKind[kind], 0),
    byKind,
    later,
    handled: (handling?.dur ?? 0) / 1000,
    waited: drawing === undefined ? 0 : (drawing.ts - endOf(handling)) / 1000,
    drawn: (drawing?.dur ?? 0) / 1000,
  };
}
