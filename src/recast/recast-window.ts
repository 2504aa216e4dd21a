/**
 * Makes a scenario of a window of a trace: memory and mappings from the rebuilt tables, actors from what
 * the events let one infer. It passes the checks of any scenario, or there is a list of reasons.
 */
import { fail, ok, type Issue, type Result } from '../base/result.ts';
import { parseScenario } from '../scenario/parse-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Trace } from '../trace/trace.ts';
import { chooseColumns, nearestLayout } from './choose-columns.ts';
import { hexGfn, type ChangeFact, type Fact, type TraceWindow } from './facts.ts';
import { gatherFacts } from './gather-facts.ts';
import { inferActors } from './infer-actors.ts';
import { startingLeafs, type StartingLeaf } from './initial-leafs.ts';
import { leafText } from './leaf-text.ts';
import { placeMemory, type PlacedMemory } from './place-memory.ts';
import { retrace } from './retrace.ts';
import { beatsOf, toldChanges } from './tell-changes.ts';
import { refuseParts, refuseWindow } from './window-limits.ts';
import { writeScenario, type ScenarioParts, type WrittenMapping } from './write-scenario.ts';

export interface Recast {
  readonly text: string;
  readonly scenario: Scenario;
  /** A run of the model does what the trace shows: the story follows it. */
  readonly isRetraced: boolean;
}

/** Leaves the trace at the position it was at. */
export function recastWindow(trace: Trace, window: TraceWindow): Result<Recast> {
  const refused = refuseWindow(trace, window);
  if (refused !== undefined) return fail([refused]);
  const { position } = trace;
  const facts = gatherFacts(trace, window);
  const leafs = startingLeafs(trace, window, facts);
  trace.seek(position);
  const parts = partsOf(trace, window, { facts, leafs });
  const issues = refuseParts(parts);
  if (issues.length > 0) return fail(issues);
  const bare = writeScenario(parts);
  const parsed = parseScenario(bare);
  if (!parsed.ok) return fail(parsed.issues.map(ours));
  return ok(withStory(bare, parsed.value, { trace, parts, facts }));
}

/** The scenario again, with a story, if a run of the model goes as the trace does in all columns. */
function withStory(
  bare: string,
  scenario: Scenario,
  about: {
    readonly trace: Trace;
    readonly parts: ScenarioParts;
    readonly facts: readonly Fact[];
  },
): Recast {
  const { facts, parts, trace } = about;
  const changes = facts.filter((fact) => fact.kind === 'change');
  const config = scenario.columns[0]?.config;
  const runs =
    config === undefined ? undefined : retrace(config, { changes, actors: parts.actors });
  if (runs === undefined) return { text: bare, scenario, isRetraced: false };
  const story = [...parts.story, ...beatsOf(trace, runs)];
  const text = writeScenario({ ...parts, story });
  const told = parseScenario(text);
  return told.ok
    ? { text, scenario: told.value, isRetraced: true }
    : { text: bare, scenario, isRetraced: false };
}

interface Found {
  readonly facts: readonly Fact[];
  readonly leafs: readonly StartingLeaf[];
}

function partsOf(trace: Trace, window: TraceWindow, { facts, leafs }: Found): ScenarioParts {
  const { layout } = trace.detected;
  // Each may become an operation for each gfn.
  const zapping = facts.filter((fact) => fact.kind === 'host' && fact.work === 'zap');
  const zaps = zapping.length * window.gfns.length;
  const memory = placeMemory({ gfns: window.gfns, leafs, facts, layout, zaps });
  const actors = inferActors({ trace, window, facts, mmio: memory.mmio });
  const changes = facts.filter((fact) => fact.kind === 'change');
  const gfns = window.gfns.map(hexGfn).join(', ');
  return {
    id: 'from-trace',
    title: `From a trace: gfn ${gfns}`,
    summary: summaryOf(trace, window),
    remarks: remarksOf(trace, changes),
    commits: commitsOf(changes),
    columns: chooseColumns(trace, facts),
    slots: memory.slots,
    mappings: mappingsOf(trace, leafs, memory),
    actors,
    focus: focusOf(window, memory),
    story: [{ run: [], say: toldChanges(trace, changes) }],
  };
}

function summaryOf({ events }: Trace, { endEvent, firstEvent }: TraceWindow): string {
  const first = events.line(firstEvent);
  const last = events.line(endEvent - 1);
  return `Inferred from lines ${first} to ${last} of a trace. What maps the pages at first was rebuilt from the events; who does what is concluded from them, and other accesses and flushes that a trace does not show may be missing.`;
}

function remarksOf({ detected }: Trace, changes: readonly ChangeFact[]): readonly string[] {
  const nearest = nearestLayout(detected.layout);
  return [
    'Inferred from a trace; mend what you know better.',
    `The trace's SPTEs are of ${detected.layout.id}, ${detected.rootLevel} levels.`,
    'Its kernel is taken for the nearest that the model has.',
    ...detected.doubts.map((doubt) => `Not certain: ${doubt}`),
    ...(nearest === undefined || nearest.id === detected.layout.id
      ? []
      : [`The model has no such layout; ${nearest.id} is nearest.`]),
    ...changes
      .flatMap(({ defect }) => (defect === undefined ? [] : [defect.scenarios.join(', ')]))
      .slice(0, 1)
      .map((ids) => `What comes of the defect in it is told by the shipped ${ids}.`),
    ...(detected.rootLevel > 4 ? ['The model has tables of four levels.'] : []),
    ...(changes.some(({ level }) => level > 2)
      ? ['The trace has pages of 1 GiB; in the model they are of 2 MiB.']
      : []),
  ];
}

function commitsOf(changes: readonly ChangeFact[]): ScenarioParts['commits'] {
  const defects = new Map(
    changes.flatMap(({ defect }) => (defect === undefined ? [] : [[defect.commit, defect]])),
  );
  return [...defects.values()].map(({ commit, fixedIn }) => ({
    commit,
    title: `What mends a defect that the trace shows; in ${fixedIn}`,
  }));
}

/** A large page once, at its first gfn; MMIO only where the model remembers it in an entry. */
function mappingsOf(
  { detected }: Trace,
  leafs: readonly StartingLeaf[],
  { mmio, slots }: PlacedMemory,
): readonly WrittenMapping[] {
  const marksMmio = detected.layout.vendor === 'ept' && detected.layout.mmioCaching;
  return leafs.flatMap((leaf): readonly WrittenMapping[] => {
    const { gfn, kind, level, spte: value } = leaf;
    const spte = leafText(detected.layout, leaf);
    if (kind === 'mmio') {
      return mmio.has(gfn) && marksMmio ? [{ gfn, spte, large: false, value }] : [];
    }
    const slot = slots.find((one) => gfn >= one.gfn && gfn < one.gfn + one.pages);
    if (slot === undefined) return [];
    return level > 1
      ? [{ gfn: slot.gfn, spte, large: true, value }]
      : [{ gfn, spte, large: false, value }];
  });
}

function focusOf({ gfns }: TraceWindow, { mmio }: PlacedMemory): number | undefined {
  return gfns.find((gfn) => !mmio.has(gfn));
}

/** A reason of the scenario's checks, without a place in a file that nobody has seen. */
function ours({ code, hint, message }: Issue): Issue {
  return { code, path: '', message: `The model refuses what was inferred: ${message}`, hint };
}
