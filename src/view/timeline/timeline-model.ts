/** The picture of a run: a lane per actor, a mark per step, who held which lock, and the evidence. */
import type { ActorInfo, StepRecord, ViolationInfo } from '../../protocol/run.ts';
import type { evidenceArrows, EvidenceArrow } from './evidence-arrows.ts';
import type { LockSpan, SpanKind } from './lock-spans.ts';
import { MARK_KINDS, stepLabel, type MarkKind } from './mark-kinds.ts';
import {
  placeLabels,
  textWidth,
  type Box,
  type LabelRequest,
  type LabelSpot,
} from './place-labels.ts';
import { timelineLayout, type TimelineLayout, type TimelineSize } from './timeline-layout.ts';

export interface TimelineInput {
  readonly actors: readonly ActorInfo[];
  readonly records: readonly StepRecord[];
  /** Who held which lock: lockSpans() of the records. */
  readonly held: readonly LockSpan[];
  readonly position: number;
  /** The one whose evidence is drawn. */
  readonly violation: ViolationInfo | null;
  /** Null while they are not loaded. */
  readonly evidenceArrows: typeof evidenceArrows | null;
  readonly size: TimelineSize;
  /** Pixels of the picture that can be seen: nothing is drawn far from them. */
  readonly visible: { readonly left: number; readonly right: number };
}

export interface TimelineLane {
  readonly key: string;
  readonly actor: number;
  readonly title: string;
  readonly y: number;
  readonly top: number;
  readonly height: number;
}

export interface TimelineMark {
  readonly key: string;
  readonly n: number;
  readonly actor: number;
  readonly x: number;
  readonly y: number;
  readonly kind: MarkKind;
  readonly state: 'done' | 'now' | 'ahead';
  readonly violated: boolean;
  /** `Step 7, zap: ...` */
  readonly title: string;
}

export interface TimelineSpan {
  readonly key: string;
  readonly kind: SpanKind;
  readonly actor: number;
  readonly x: number;
  readonly width: number;
  readonly y: number;
  readonly height: number;
  readonly title: string;
}

export interface TimelineLabel extends LabelSpot {
  readonly key: string;
  /** Of a label that the cursor runs through: room to be kept clear behind it. */
  readonly clear: number | null;
  readonly text: string;
  readonly tone: 'step' | 'now' | 'ahead' | 'violated' | 'evidence' | 'lock' | 'rcu';
}

export interface TimelineModel {
  readonly layout: TimelineLayout;
  readonly lanes: readonly TimelineLane[];
  readonly marks: readonly TimelineMark[];
  readonly spans: readonly TimelineSpan[];
  readonly arrows: readonly EvidenceArrow[];
  readonly labels: readonly TimelineLabel[];
  readonly ticks: readonly { readonly n: number; readonly x: number }[];
  readonly cursorX: number;
}

/** Steps this far outside of what can be seen are drawn already, so that scrolling shows no gaps. */
const MARGIN = 200;

export function timelineModel(input: TimelineInput): TimelineModel {
  const { actors, records, held, position, violation, size, visible } = input;
  const layout = timelineLayout({ steps: records.length, lanes: actors.length }, size);
  const left = visible.left - MARGIN;
  const right = visible.right + MARGIN;
  const first = Math.max(1, Math.floor(layout.x.invert(left)));
  const last = Math.min(records.length, Math.ceil(layout.x.invert(right)));
  const marks = records.slice(first - 1, last).map((record) => markOf(record, layout, input));
  const spans = held
    .filter(({ from, to }) => from <= last + 1 && (to === null || to >= first - 1))
    .map((span) => spanOf(span, layout, input))
    .filter((span) => span.x < right && span.x + span.width > left);
  const arrows =
    violation === null
      ? []
      : (input.evidenceArrows?.(violation, (step) => pointOf(records[step - 1], layout)) ?? []);
  return {
    layout,
    lanes: actors.map(({ id, title }, actor) => laneOf({ id, title, actor }, layout)),
    marks,
    spans,
    arrows,
    labels: labelsOf({ marks, spans, arrows }, layout, input),
    ticks: ticksOf(layout, { first, last, position }),
    cursorX: layout.x(position),
  };
}

function pointOf(
  record: StepRecord | undefined,
  layout: TimelineLayout,
): { x: number; y: number } | null {
  if (record === undefined) return null;
  return { x: layout.x(record.n), y: layout.lanes[record.choice.actor]?.y ?? 0 };
}

function laneOf(
  { id, title, actor }: { id: string; title: string; actor: number },
  layout: TimelineLayout,
): TimelineLane {
  const { top = 0, height = 0, y = 0 } = layout.lanes[actor] ?? {};
  return { key: id, actor, title, top, height, y };
}

function markOf(
  record: StepRecord,
  layout: TimelineLayout,
  { actors, position }: TimelineInput,
): TimelineMark {
  const { n, choice, access, text, violations } = record;
  const properties = violations.map(({ property }) => property).join(', ');
  const violated = properties !== '';
  return {
    key: `step/${n}`,
    n,
    actor: choice.actor,
    x: layout.x(n),
    y: layout.lanes[choice.actor]?.y ?? 0,
    kind: MARK_KINDS[access],
    state: n === position ? 'now' : n < position ? 'done' : 'ahead',
    violated,
    title:
      `Step ${n}, ${actors[choice.actor]?.title ?? ''}: ${text}.` +
      (violated ? ` Violates ${properties}.` : ''),
  };
}

const SPAN_TEXT: Readonly<Record<SpanKind, string>> = {
  'mmu-lock-write': 'mmu_lock write',
  'mmu-lock-read': 'mmu_lock read',
  rcu: 'rcu',
};
const SPAN_HEIGHT = 24;
const RCU_HEIGHT = 12;

function spanOf(
  { kind, actor, from, to }: LockSpan,
  layout: TimelineLayout,
  { actors, records }: TimelineInput,
): TimelineSpan {
  const x = layout.x(from);
  const end = to === null ? layout.x(records.length) + layout.stepWidth / 2 : layout.x(to);
  const lane = kind === 'rcu' ? layout.rcu : (layout.lanes[actor] ?? layout.rcu);
  const height = kind === 'rcu' ? RCU_HEIGHT : Math.min(SPAN_HEIGHT, lane.height - 2);
  const until = to === null ? 'still held' : `until step ${to}`;
  return {
    key: `${kind}/${actor}/${from}`,
    kind,
    actor,
    x,
    width: Math.max(end - x, 2),
    y: lane.y - height / 2,
    height,
    title: `${actors[actor]?.title ?? ''} holds ${SPAN_TEXT[kind]} from step ${from}, ${until}`,
  };
}

interface Drawn {
  readonly marks: readonly TimelineMark[];
  readonly spans: readonly TimelineSpan[];
  readonly arrows: readonly EvidenceArrow[];
}

type Wanted = LabelRequest & Pick<TimelineLabel, 'tone'>;

function labelsOf(drawn: Drawn, layout: TimelineLayout, input: TimelineInput): TimelineLabel[] {
  const wanted = [
    ...drawn.arrows.map(arrowLabel),
    ...drawn.marks.map((mark) => markLabel(mark, layout, input)),
    ...drawn.spans.map((span) => spanLabel(span, input)),
  ];
  const bounds = { left: 2, right: layout.width - 2, top: 4 };
  const taken = drawn.marks.map(({ x, y }) => boxAround({ x, y }));
  const placed = placeLabels(wanted, { taken, bounds });
  const current = `label/step/${input.position}`;
  return wanted.flatMap(({ key, text, bold, tone }) => {
    const spot = placed.get(key);
    const clear = key === current ? textWidth(text, bold) : null;
    return spot === undefined ? [] : [{ key, text, tone, clear, ...spot }];
  });
}

/** What a mark covers; labels keep a gap to its sides by themselves. */
const MARK = { beside: 5, above: 8 };

function boxAround({ x, y }: LabelSpot): Box {
  const { beside, above } = MARK;
  return { left: x - beside, right: x + beside, top: y - above, bottom: y + above };
}

function arrowLabel({ key, label, spots }: EvidenceArrow): Wanted {
  return { key: `label/${key}`, text: label, bold: false, priority: 3, spots, tone: 'evidence' };
}

function markLabel(mark: TimelineMark, layout: TimelineLayout, input: TimelineInput): Wanted {
  const record = input.records[mark.n - 1];
  const { violation } = input;
  const isEvidence =
    violation !== null && [violation.step, violation.setAt, violation.readAt].includes(mark.n);
  const now = mark.state === 'now';
  const rows = layout.lanes[mark.actor]?.labels ?? [];
  const text = record === undefined ? '' : stepLabel(record);
  const bold = now || mark.violated;
  const below = rows.map((y) => ({ x: mark.x, y }));
  return {
    key: `label/${mark.key}`,
    text,
    bold,
    priority: now ? 5 : mark.violated ? 4 : isEvidence ? 2 : 0,
    spots: below.length > 0 ? below : spotsBeside(mark, textWidth(text, bold)),
    tone: mark.violated ? 'violated' : now ? 'now' : mark.state === 'ahead' ? 'ahead' : 'step',
  };
}

const BESIDE = { gap: 12, baseline: 4 };

function spotsBeside({ x, y }: LabelSpot, width: number): LabelSpot[] {
  const away = BESIDE.gap + width / 2;
  return [x + away, x - away].map((middle) => ({ x: middle, y: y + BESIDE.baseline }));
}

function spanLabel(span: TimelineSpan, { actors, visible }: TimelineInput): Wanted {
  const rcu = span.kind === 'rcu';
  const text = rcu ? (actors[span.actor]?.title ?? '') : SPAN_TEXT[span.kind];
  // Of a span that begins further left, at the edge of what can be seen.
  const x = Math.max(span.x, visible.left) + text.length * 3.2 + 6;
  // Over it are the marks of another lane: it is told by its look, and by its tooltip.
  const dense = !rcu && span.height < SPAN_HEIGHT;
  return {
    key: `label/${span.key}`,
    text,
    bold: false,
    priority: 1,
    spots: dense ? [] : [{ x, y: rcu ? span.y + span.height - 2 : span.y - 2 }],
    tone: rcu ? 'rcu' : 'lock',
  };
}

/** Room that a step number takes on the axis. */
const TICK_WIDTH = 28;

function ticksOf(
  layout: TimelineLayout,
  { first, last, position }: { first: number; last: number; position: number },
): { n: number; x: number }[] {
  const apart = Math.max(1, Math.ceil(TICK_WIDTH / layout.stepWidth));
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((size) => size >= apart) ?? 1000;
  const ticks: { n: number; x: number }[] = [];
  for (let n = Math.ceil(first / step) * step; n <= last; n += step) {
    // The tag of the cursor stands on the same line.
    if (Math.abs(n - position) * layout.stepWidth >= TICK_WIDTH) ticks.push({ n, x: layout.x(n) });
  }
  return ticks;
}
