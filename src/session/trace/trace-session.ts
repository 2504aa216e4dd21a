/**
 * What the trace's worker is around: requests in, replies out. Bytes come from the file that is sent;
 * who unpacks compressed ones is given to it.
 */
import { assertNever } from '../../base/assert.ts';
import { fail, ok, type Issue, type Result } from '../../base/result.ts';
import { LAYOUTS, findLayout } from '../../engine/layout/registry.ts';
import type { FormatChoice, TraceFile, TraceReply, TraceRequest } from '../../protocol/trace.ts';
import { importTrace, type Chunks } from '../../trace/import-trace.ts';
import { timeline } from '../../trace/queries/timeline.ts';
import { leafMap } from '../../trace/reports/leaf-map.ts';
import { spanBetween } from '../../trace/reports/span.ts';
import { traceSummary } from '../../trace/reports/summary.ts';
import { tablesAt } from '../../trace/reports/tables-at.ts';
import type { LayoutChoice, Trace } from '../../trace/trace.ts';
import { chunksOf } from './chunks-of.ts';
import { OpenTrace } from './open-trace.ts';
import { outlineOf } from './outline-of.ts';
import type { TraceControl } from './trace-control.ts';

type RequestOf<T extends TraceRequest['type']> = Extract<TraceRequest, { readonly type: T }>;

export interface TraceEnvironment {
  readonly gunzip: (packed: Chunks) => Chunks;
}

export class TraceSession {
  readonly #environment: TraceEnvironment;
  /** There as soon as the first part was read. */
  #open: OpenTrace | null = null;

  constructor(environment: TraceEnvironment) {
    this.#environment = environment;
  }

  /** Answers every request; our own bugs come back as `crashed`, never as an exception. */
  async handle(request: TraceRequest, control: TraceControl): Promise<TraceReply> {
    try {
      if (request.type === 'open-trace') return await this.#read(request, control);
      if (this.#open === null) return { type: 'refused', issues: [NOTHING_OPEN] };
      return await ask(this.#open, request, control);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const repro = JSON.stringify({ ...request, file: undefined });
      return { type: 'crashed', message, repro };
    }
  }

  async #read(
    { choice, file }: { readonly choice: FormatChoice; readonly file: TraceFile },
    { cancelled, onProgress, pause }: TraceControl,
  ): Promise<TraceReply> {
    const chosen = layoutChoice(choice);
    if (!chosen.ok) return { type: 'refused', issues: chosen.issues };
    this.#open = null;
    const source = { chunks: chunksOf(file), gunzip: this.#environment.gunzip };
    const read = await importTrace(source, {
      choice: chosen.value,
      isCancelled: cancelled,
      onProgress: (trace, bytesTaken) => {
        if (this.#open?.trace !== trace) this.#open = new OpenTrace(trace);
        onProgress({ bytesTaken, bytesTotal: file.size, outline: outlineOf(trace) });
        return pause();
      },
    });
    if (!read.ok) {
      this.#open = null;
      return cancelled() ? { type: 'cancelled' } : { type: 'refused', issues: read.issues };
    }
    this.#open = new OpenTrace(read.value);
    return openedReply(read.value, !cancelled());
  }
}

async function ask(
  open: OpenTrace,
  request: Exclude<TraceRequest, { type: 'open-trace' }>,
  control: TraceControl,
): Promise<TraceReply> {
  const { trace } = open;
  switch (request.type) {
    case 'choose-format':
      return chooseFormat(open, request.choice);
    case 'timeline':
      return { ...timeline(trace, request), type: 'timeline' };
    case 'rows':
      return open.rows(request, control);
    case 'row-of':
      return open.rowOf(request, control);
    case 'find':
      return open.find(request, control);
    case 'find-finding':
      return open.findFinding(request);
    case 'events':
      return { type: 'events', rows: open.eventRows(request.events) };
    case 'tables':
      return { ...tablesAt(trace, request), type: 'tables' };
    case 'leaf-map':
      return { ...leafMap(trace, request), type: 'leaf-map' };
    case 'life':
      return open.life(request.gfn);
    case 'findings':
      return open.findingsFrom(request);
    case 'span':
      return { ...spanBetween(trace, request), type: 'span' };
    case 'recast':
      return recast(trace, request);
    default:
      return assertNever(request);
  }
}

/** What it takes to make scenarios is loaded with the first one. */
async function recast(trace: Trace, request: RequestOf<'recast'>): Promise<TraceReply> {
  const { event, gfn, window } = request;
  const [{ recastWindow }, { windowAround }] = await Promise.all([
    import('../../recast/recast-window.ts'),
    import('../../recast/window-around.ts'),
  ]);
  const asked =
    window === null
      ? windowAround(trace, { gfn, event })
      : { gfns: [gfn], firstEvent: window.first, endEvent: window.end };
  const made = recastWindow(trace, asked);
  if (!made.ok) return { type: 'refused', issues: made.issues };
  return { type: 'recast', text: made.value.text, isRetraced: made.value.isRetraced };
}

function chooseFormat(open: OpenTrace, choice: FormatChoice): TraceReply {
  const chosen = layoutChoice(choice);
  if (!chosen.ok) return { type: 'refused', issues: chosen.issues };
  open.trace.choose(chosen.value);
  open.forget();
  return openedReply(open.trace, true);
}

function openedReply(trace: Trace, complete: boolean): TraceReply {
  return {
    type: 'opened-trace',
    outline: outlineOf(trace),
    summary: traceSummary(trace),
    complete,
    layout: trace.detected.layout,
    layouts: LAYOUTS.map(({ id, title }) => ({ id, title })),
  };
}

function layoutChoice({ layout: id, rootLevel }: FormatChoice): Result<LayoutChoice> {
  const layout = id === null ? undefined : findLayout(id);
  if (id !== null && layout === undefined) return fail([noSuchLayout(id)]);
  return ok({ layout, rootLevel: rootLevel ?? undefined });
}

const NOTHING_OPEN: Issue = {
  code: 'nothing-open',
  path: '',
  message: 'No trace is open.',
  hint: 'Open one first.',
};

function noSuchLayout(id: string): Issue {
  return {
    code: 'unknown-layout',
    path: '',
    message: `There is no layout "${id}".`,
    hint: 'Choose one of the list, or let it be detected.',
  };
}
