/** Opens scenarios and links, and comes back after a crash. */
import type { Issue } from '../base/result.ts';
import { buildStateMap } from '../engine/state/state-map.ts';
import type { EngineClient } from '../client/engine-client.ts';
import type { Link } from '../link/link.ts';
import { parseSchedule } from '../engine/schedule-text.ts';
import type { TextDeflater } from '../link/source-text.ts';
import type { OpenedReply, ScenarioSource } from '../protocol/messages.ts';
import type { RememberedRuns } from './remembered-runs.ts';
import type { RunDriver, StoreAccess } from './run-driver.ts';
import {
  adoptRun,
  currentSchedule,
  returnToRun,
  STORY_ID,
  storyBranch,
  type Branches,
  type Schedule,
} from './run-model.ts';
import { columnPosition, selectDigest } from './run-selectors.ts';
import type { OpenedScenario, OpenOutcome, OpenTarget, WorkbenchState } from './workbench-state.ts';

export interface OpenerDeps {
  readonly client: EngineClient;
  readonly driver: RunDriver;
  readonly deflater: TextDeflater;
  readonly remembered: RememberedRuns;
}

type Place = Omit<OpenTarget, 'source'>;

export class Opener {
  readonly #store: StoreAccess;
  readonly #deps: OpenerDeps;
  /** What recover() comes back to when nothing could be opened yet. */
  #lastTarget: OpenTarget | null = null;

  constructor(store: StoreAccess, deps: OpenerDeps) {
    this.#store = store;
    this.#deps = deps;
  }

  async open(target: OpenTarget): Promise<OpenOutcome> {
    this.#lastTarget = target;
    const opened = await this.#load(target.source);
    if (typeof opened === 'string') return opened;
    const story: Branches = { list: [storyBranch(opened.script)], current: STORY_ID };
    const known = this.#deps.remembered.recall(opened, story);
    const { run } = target;
    const branches = run === null ? known : adoptRun(known, this.#scheduleOf(opened, run));
    return this.#arrive(opened, branches, target);
  }

  /** The text after the # of an address; from this page's own history, or from elsewhere. */
  async openLink(fragment: string, from: 'history' | 'elsewhere'): Promise<OpenOutcome> {
    const link = await this.#decode(fragment);
    if (link === null) return this.#refusal();
    const { opened } = this.#store.get();
    if (from === 'history' && opened !== null && isOpen(opened, link)) {
      return this.#goBackTo(opened, link);
    }
    const source = await this.#sourceOf(link);
    return source === null ? this.#refusal() : this.open({ ...link, source });
  }

  /** The run that was on screen before the step that crashed is still in the store. */
  async recover(to: 'same-run' | 'story'): Promise<OpenOutcome> {
    const { opened: before, branches, column, position, selection } = this.#store.get();
    this.#store.set({ crash: null });
    if (before === null) {
      return this.#lastTarget === null ? 'refused' : this.open(this.#lastTarget);
    }
    const opened = await this.#load(before.source);
    if (typeof opened === 'string') return opened;
    const place = { column, run: null, at: position, selection, digest: null };
    if (to === 'same-run') return this.#arrive(opened, branches, place);
    return this.#arrive(opened, { ...branches, current: STORY_ID }, { ...place, at: 0 });
  }

  async #load(source: ScenarioSource): Promise<OpenedScenario | OpenOutcome> {
    const { client, driver, deflater } = this.#deps;
    const reply = await client.request<'open'>({ type: 'open', source });
    if (reply.type === 'opened') {
      const packed = source.kind === 'text' ? await packText(source.text, deflater) : null;
      return openedScenario(source, packed, reply);
    }
    if (reply.type !== 'refused') {
      driver.handleFailure(reply);
      return reply.type === 'crashed' ? 'crashed' : 'stale';
    }
    const own = 'This scenario cannot be opened.';
    const text = source.kind === 'text' ? own : (reply.issues[0]?.message ?? own);
    this.#warn(text, reply.issues);
    return this.#refusal();
  }

  /** Everything appears at once, when the selected column has run. */
  async #arrive(opened: OpenedScenario, branches: Branches, place: Place): Promise<OpenOutcome> {
    const { driver } = this.#deps;
    const column = this.#knownColumn(opened, place.column);
    const schedule = currentSchedule(branches);
    const { runs, opened: before } = this.#store.get();
    const old = before === opened ? runs : {};
    const run = await driver.runColumn(column, schedule, old[column]);
    if (run === null) return this.#store.get().crash === null ? 'stale' : 'crashed';
    this.#store.set({
      opened,
      branches,
      schedule,
      column,
      runs: { ...old, [column]: run },
      position: Math.min(place.at ?? 0, schedule.length),
      selection: place.selection ?? { gfn: opened.info.focusGfn, level: 1 },
      crash: null,
      ...partsToShow(place),
    });
    void driver.fetchWays();
    await this.#checkDigest(place);
    return (await driver.judgeOthers()) ? 'opened' : 'crashed';
  }

  /** The same scenario is open already: nothing to load, and this page's own runs are known. */
  #goBackTo(opened: OpenedScenario, link: Link): Promise<OpenOutcome> {
    const { branches } = this.#store.get();
    const found =
      link.run === null
        ? { ...branches, current: STORY_ID }
        : returnToRun(branches, this.#scheduleOf(opened, link.run));
    return this.#arrive(opened, found, link);
  }

  /** Reading links, like packing texts, is loaded when it is needed: a first visit needs neither. */
  async #decode(fragment: string): Promise<Link | null> {
    const [{ decodeLink }, { linkKind }] = await Promise.all([
      import('../link/decode-link.ts'),
      import('../link/link-kind.ts'),
    ]);
    const { actions, decoderLink } = this.#store.get();
    const kind = linkKind(fragment);
    if (kind === 'decode') {
      actions.showDecoder(fragment);
      return null;
    }
    if (decoderLink !== null) actions.showDialog(null);
    if (kind !== 'run') {
      actions.showView(kind, fragment);
      return null;
    }
    // Not closeView(): the address is where the reader wants to be already.
    this.#store.set({ view: null, viewLink: null });
    const decoded = decodeLink(fragment);
    if (decoded.ok) {
      if (decoded.notes.length > 0) {
        this.#warn('Not everything in this link is understood here.', decoded.notes);
      }
      return decoded.link;
    }
    const what = decoded.issues[0]?.message ?? '';
    const saved = decoded.partial === null ? '' : ' Shown is what could be saved of it.';
    this.#warn(`${what}${saved}`, decoded.issues);
    return decoded.partial;
  }

  async #checkDigest({ digest, at }: Place): Promise<void> {
    if (digest === null) return;
    const state = this.#store.get();
    const found = selectDigest(state);
    const position = columnPosition(state);
    if (found === digest && position === (at ?? 0)) return;
    const { otherDigest } = await import('./other-digest.ts');
    this.#warn(otherDigest({ digest, at: at ?? 0 }, { digest: found, at: position }));
  }

  #scheduleOf(opened: OpenedScenario, run: string): Schedule {
    const parsed = parseSchedule(run, opened.actors);
    if (!parsed.ok) {
      this.#warn(
        `The run of this link could be read up to step ${parsed.steps.length} only.`,
        parsed.issues,
      );
    }
    return parsed.steps;
  }

  #knownColumn({ info }: OpenedScenario, wanted: string | null): string {
    const column = info.columns.find(({ id }) => id === wanted) ?? info.columns[0];
    const id = column?.id ?? '';
    if (wanted !== null && wanted !== id) {
      this.#warn(`The scenario has no column "${wanted}"; shown is "${id}".`);
    }
    return id;
  }

  async #sourceOf({ source }: Link): Promise<ScenarioSource | null> {
    if (source.kind === 'shipped') return source;
    const { unpackSource } = await import('../link/source-text.ts');
    const text = await unpackSource(source.packed, this.#deps.deflater);
    if (text.ok) return { kind: 'text', text: text.value };
    this.#warn(text.issues[0]?.message ?? '', text.issues);
    return null;
  }

  /** What was open before stays. */
  #refusal(): 'kept' | 'refused' {
    return this.#store.get().opened === null ? 'refused' : 'kept';
  }

  #warn(text: string, issues: readonly Issue[] = []): void {
    this.#store.get().actions.notify({ tone: 'warn', text, issues });
  }
}

/** What a link says nothing of stays as it is. */
function partsToShow({ show }: Place): Partial<WorkbenchState> {
  if (show === undefined) return {};
  const explorePanel = show === 'interleavings';
  return { explorePanel, shown: explorePanel ? null : show };
}

function openedScenario(
  source: ScenarioSource,
  packed: string | null,
  reply: OpenedReply,
): OpenedScenario {
  const { scenario, actors, programs, script, shape, starts } = reply;
  return {
    source,
    packed,
    info: scenario,
    actors,
    programs,
    script,
    map: buildStateMap(shape),
    starts,
  };
}

function isOpen(opened: OpenedScenario, { source }: Link): boolean {
  if (source.kind === 'custom') return opened.packed === source.packed;
  return opened.source.kind === 'shipped' && opened.source.id === source.id;
}

async function packText(text: string, deflater: TextDeflater): Promise<string> {
  const { packSource } = await import('../link/source-text.ts');
  return packSource(text, deflater);
}
