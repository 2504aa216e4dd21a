/**
 * A toy engine behind the real protocol, for tests of the page's state: three actors, two columns, a
 * lock to wait for, a step with an alternative, a violation that depends on the schedule and on the
 * column, and a column whose zap is one step shorter. Its state is in real cells, so that the page's
 * mirror can be compared with it.
 */
import { layoutOf } from '../../engine/layout/registry.ts';
import { assert, present } from '../../base/assert.ts';
import type { StateShape } from '../../engine/state/shape.ts';
import { PAGE_FLAGS, buildStateMap, cellOf, type StateMap } from '../../engine/state/state-map.ts';
import type { OpenedReply, RanReply, Reply, Request, RunRequest } from '../../protocol/messages.ts';
import type {
  AccessKind,
  ActorInfo,
  BlockedInfo,
  Choice,
  NextInfo,
  ProgramInfo,
  StepRecord,
  ViolationInfo,
} from '../../protocol/run.ts';
import type { ScenarioInfo } from '../../protocol/scenario-info.ts';

export const VCPU0 = 0;
export const VCPU1 = 1;
export const ZAP = 2;

const LAYOUT = layoutOf('v5.19/ept-ad-46');
const SHAPE: StateShape = {
  vcpus: 2,
  actors: 3,
  frames: 1,
  roots: 1,
  slots: [{ id: 0, gfn: 0x200, pages: 4, pfn: 0x1000 }],
  backings: 1,
  tlbEntries: 2,
  pscEntries: 2,
  registers: ['spte'],
};

const ACTORS: readonly ActorInfo[] = [
  { id: 'vcpu0', title: 'vCPU 0', kind: 'vcpu', ops: ['store gfn 0x201'] },
  { id: 'vcpu1', title: 'vCPU 1', kind: 'vcpu', ops: ['load gfn 0x201'] },
  { id: 'zap', title: 'zap', kind: 'host', ops: ['zap gfn 0x201'] },
];

interface ToyStep {
  readonly label: string;
  readonly access: AccessKind;
  readonly variants?: readonly string[];
}

const VCPU_STEPS: readonly ToyStep[] = [
  { label: 'walk', access: 'spte-load', variants: ['from the root', 'from the cache'] },
  { label: 'assist', access: 'spte-assist' },
  { label: 'retire', access: 'tlb' },
];

const ZAP_STEPS: Readonly<Record<string, readonly ToyStep[]>> = {
  before: [
    { label: 'lock', access: 'lock' },
    { label: 'read spte', access: 'spte-load' },
    { label: 'spte := 0', access: 'spte-store' },
    { label: 'unlock', access: 'unlock' },
    { label: 'tell host', access: 'page-flags' },
  ],
  after: [
    { label: 'lock', access: 'lock' },
    { label: 'read spte', access: 'spte-load' },
    { label: 'spte := 0', access: 'spte-xchg' },
    { label: 'unlock', access: 'unlock' },
  ],
};

const repeat = (actor: number, count: number): Choice[] =>
  Array.from({ length: count }, () => ({ actor, variant: 0 }));

/** lock, read; the vCPU stores meanwhile; write, unlock. */
export const SCRIPT: readonly Choice[] = [
  ...repeat(ZAP, 2),
  ...repeat(VCPU0, 3),
  ...repeat(ZAP, 2),
];

export const SCENARIO: ScenarioInfo = {
  id: 'toy',
  title: 'A toy zap',
  summary: 'For tests.',
  commits: [{ title: 'Use XCHG', commit: 'ba3a6120a4e7', url: 'https://git.kernel.org/' }],
  columns: [
    {
      id: 'before',
      title: 'before',
      layout: 'v5.18pre/ept-ad-46',
      profile: 'v5.17',
      flags: { tdpWrite: 'plain' },
      expected: { P8: 'sometimes' },
    },
    {
      id: 'after',
      title: 'after',
      layout: 'v5.19/ept-ad-46',
      profile: 'v5.18',
      flags: { tdpWrite: 'xchg' },
      expected: { P8: 'never' },
    },
  ],
  narration: [
    { step: 0, text: 'A clean page.' },
    { step: 2, text: 'The zapper has read it.', look: 'the snapshot' },
    { step: 4, text: 'The CPU sets Dirty.' },
    { step: 6, text: 'The store clobbers it.' },
  ],
  focusGfn: 0x201,
  properties: [{ id: 'P8', title: 'pfn dirty', sentence: 'A Dirty bit is never lost.' }],
};

const PROGRAMS: readonly ProgramInfo[] = [
  { id: 'vcpu', steps: VCPU_STEPS },
  { id: 'zap', steps: present(ZAP_STEPS['before'], 'the toy has a column before') },
].map(({ id, steps }) => ({
  id,
  models: id,
  version: 'v5.18',
  steps: steps.map(({ label }, pc) => ({ pc, label, fn: id, code: label, local: false })),
}));

/** A machine of one column, rebuilt for each run. */
class Toy {
  readonly map: StateMap = buildStateMap(SHAPE);
  readonly cells = new Uint32Array(this.map.memory.cellCount);
  readonly #column: string;
  #diff: number[] = [];

  constructor(column: string) {
    this.#column = column;
    this.#write(this.#spte, 0x77);
    this.#diff = [];
  }

  get #spte(): number {
    return this.map.pt.base + 2;
  }

  get #writer(): number {
    return cellOf(this.map.mmu_lock, { field: 'writer' });
  }

  #pc(actor: number): number {
    return cellOf(this.map.thread, { record: actor, field: 'pc' });
  }

  #snapshot(actor: number): number {
    return cellOf(this.map.reg, { record: actor, field: 'spte' });
  }

  #read(cell: number): number {
    return present(this.cells[cell], 'a cell of the toy');
  }

  #write(cell: number, value: number): void {
    this.#diff.push(cell, this.#read(cell), value);
    this.cells[cell] = value;
  }

  stepOf(actor: number): ToyStep | undefined {
    const steps = actor === ZAP ? (ZAP_STEPS[this.#column] ?? []) : VCPU_STEPS;
    return steps[this.#read(this.#pc(actor))];
  }

  blocked(actor: number): BlockedInfo | null {
    if (this.stepOf(actor) === undefined)
      return { actor, reason: 'finished', text: 'has finished' };
    const waits = actor === VCPU1 && this.#read(this.#writer) !== 0;
    return waits
      ? { actor, reason: 'waits', text: 'waits for mmu_lock, held for write by zap' }
      : null;
  }

  next(): NextInfo[] {
    return ACTORS.flatMap((_, actor) => {
      const step = this.stepOf(actor);
      if (step === undefined || this.blocked(actor) !== null) return [];
      const base = { pc: this.#read(this.#pc(actor)), fn: step.label, code: step.label };
      const variants = step.variants ?? [null];
      return variants.map((variant, n) => ({ ...base, variant, choice: { actor, variant: n } }));
    });
  }

  digest(): string {
    let hash = 0x811c9dc5;
    for (const cell of this.cells) hash = Math.imul(hash ^ cell, 0x01000193);
    return (hash >>> 0).toString(16).padStart(16, '0');
  }

  step(choice: Choice, n: number): StepRecord {
    const { actor } = choice;
    const step = present(this.stepOf(actor), 'an enabled step');
    const pc = this.#read(this.#pc(actor));
    this.#diff = [];
    const violations = this.#effect(actor, step, n);
    this.#write(this.#pc(actor), pc + 1);
    return {
      n,
      choice,
      program: actor === ZAP ? 'zap' : 'vcpu',
      pc,
      label: step.label,
      fn: step.label,
      code: step.label,
      access: step.access,
      text: `${ACTORS[actor]?.title ?? ''}: ${step.label}.`,
      diff: Uint32Array.from(this.#diff),
      spte: null,
      writer: null,
      violations,
      digest: this.digest(),
    };
  }

  #effect(actor: number, { access }: ToyStep, n: number): ViolationInfo[] {
    if (access === 'lock') this.#write(this.#writer, actor + 1);
    if (access === 'unlock') this.#write(this.#writer, 0);
    if (access === 'spte-load') this.#write(this.#snapshot(actor), this.#read(this.#spte));
    if (access === 'spte-assist') this.#write(this.#spte, this.#read(this.#spte) | 0x200);
    if (access !== 'spte-store' && access !== 'spte-xchg') return [];
    const stale = this.#read(this.#snapshot(actor)) !== this.#read(this.#spte);
    this.#write(this.#spte, 0);
    if (stale && access === 'spte-xchg') this.#write(this.map.page.base + 1, PAGE_FLAGS.DIRTY);
    if (!stale || access === 'spte-xchg') return [];
    const { id, title, sentence } = present(SCENARIO.properties[0], 'the toy has a property');
    const text = 'zap wrote over a Dirty bit.';
    return [
      {
        property: id,
        title,
        sentence,
        step: n,
        actor,
        text,
        spte: null,
        lostBits: ['D'],
        setAt: 4,
        readAt: 2,
      },
    ];
  }
}

export class FakeSession {
  /** Every request, for tests that count them. */
  readonly requests: Request[] = [];

  handle(request: Request): Reply | Promise<Reply> {
    this.requests.push(request);
    switch (request.type) {
      case 'open':
        return this.#open(
          request.source.kind === 'shipped' ? request.source.id : request.source.text,
        );
      case 'run':
        return this.#run(request);
      case 'follow':
      case 'run-until':
      case 'explore':
      case 'hints':
      case 'reach':
      case 'needs':
      case 'changes':
        return { type: 'refused', issues: [] }; // of the toy's engine there is no more than this
      case 'crash':
        return { type: 'crashed', message: 'an assertion failed', repro: 'toy before zap:1' };
    }
  }

  #open(name: string): Reply {
    if (name === 'crash') return { type: 'crashed', message: 'boom', repro: 'open crash' };
    if (!name.startsWith('toy')) {
      const issue = {
        code: 'unknown',
        path: 'id',
        message: `No scenario "${name}".`,
        hint: 'See the list.',
      };
      return { type: 'refused', issues: [issue] };
    }
    const opened: OpenedReply = {
      type: 'opened',
      scenario: { ...SCENARIO, id: name },
      actors: ACTORS,
      programs: PROGRAMS,
      script: SCRIPT,
      shape: SHAPE,
      starts: Object.fromEntries(
        SCENARIO.columns.map(({ id }) => {
          const toy = new Toy(id);
          return [id, { cells: toy.cells, layout: LAYOUT, digest: toy.digest() }];
        }),
      ),
    };
    return opened;
  }

  #run({ column, schedule, recordsFrom }: RunRequest): RanReply {
    assert(column in ZAP_STEPS, `no column ${column}`);
    const toy = new Toy(column);
    const records: StepRecord[] = [];
    let stopped: RanReply['stopped'] = null;
    for (const [index, choice] of schedule.entries()) {
      const enabled = toy.next().some((next) => sameChoice(next.choice, choice));
      if (!enabled) {
        const text = toy.blocked(choice.actor)?.text ?? 'has no such alternative';
        stopped = { step: index + 1, text: `${ACTORS[choice.actor]?.title ?? 'nobody'} ${text}` };
        break;
      }
      records.push(toy.step(choice, index + 1));
    }
    return {
      type: 'ran',
      column,
      steps: records.length,
      stopped,
      records: records.slice(recordsFrom),
      violations: records.flatMap((record) => record.violations),
      next: toy.next(),
      blocked: ACTORS.flatMap((_, actor) => toy.blocked(actor) ?? []),
      digest: toy.digest(),
    };
  }
}

function sameChoice(a: Choice, b: Choice): boolean {
  return a.actor === b.actor && a.variant === b.variant;
}
