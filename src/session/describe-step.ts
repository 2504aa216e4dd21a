/** What a step did, as one sentence, from its effect. The page's story says why; this says what. */
import { assertNever } from '../base/assert.ts';
import { equal64, hasAny, hex64, type Word64 } from '../base/word64.ts';
import type { StepEffect } from '../engine/effect.ts';
import { isShadowPresentPte } from '../engine/layout/predicates.ts';
import type { SpteLayout } from '../engine/layout/spte-layout.ts';
import { operationText, type Operation } from '../engine/programs/operation.ts';
import type { Step } from '../engine/programs/program.ts';
import { RCU_CALLBACK, REUSE_PAGE } from '../engine/programs/page-freeing.ts';
import { VCPU_ACCESS } from '../engine/programs/vcpu.ts';
import { framePfn } from '../engine/state/shape.ts';
import type { SpteAccess } from '../protocol/run.ts';

export interface StepToDescribe {
  readonly layout: SpteLayout;
  readonly step: Step;
  readonly effect: Readonly<StepEffect>;
  readonly spte: SpteAccess | null;
  readonly operation: Operation;
  /** The step was the last one of its operation. */
  readonly finished: boolean;
}

const TABLE_NAMES: readonly string[] = ['', 'PT', 'PD', 'PDPT', 'PML4'];

export function tableName(level: number): string {
  return TABLE_NAMES[level] ?? `level ${level}`;
}

/** `RWX AD`, with a dot for a bit that is clear; `empty` for an SPTE that is not present. */
export function spteLetters(layout: SpteLayout, spte: Word64): string {
  if (!isShadowPresentPte(layout, spte)) return 'empty';
  const { readable, writable, executable, accessed, dirty } = layout.masks;
  const letter = (name: string, mask: Word64): string => (hasAny(spte, mask) ? name : '·');
  return `${letter('R', readable)}${letter('W', writable)}${letter('X', executable)} ${letter('A', accessed)}${letter('D', dirty)}`;
}

/** `SPTE of gfn 0x205 (PT 0x43[5])` */
export function spteName({ frame, index, level, gfn }: SpteAccess): string {
  const place = `${tableName(level)} 0x${framePfn(frame).toString(16)}[${index}]`;
  return level === 1 ? `SPTE of gfn 0x${gfn.toString(16)} (${place})` : `entry ${place}`;
}

function change({ layout }: StepToDescribe, spte: SpteAccess): string {
  const from = `${hex64(spte.before)} (${spteLetters(layout, spte.before)})`;
  return `${from} → ${hex64(spte.after)} (${spteLetters(layout, spte.after)})`;
}

function describeRead(about: StepToDescribe, name: string, value: string): string {
  const filled = about.effect.filled ? ', and caches the translation' : '';
  return about.step.program === VCPU_ACCESS
    ? `the CPU reads the ${name}: ${value}${filled}${violationNote(about)}`
    : `reads the ${name}: ${value}`;
}

function describeSpte(about: StepToDescribe, spte: SpteAccess): string {
  const name = spteName(spte);
  const { layout, effect } = about;
  const value = `${hex64(spte.before)} (${spteLetters(layout, spte.before)})`;
  const filled = effect.filled ? ', and caches the translation' : '';
  if (effect.access === 'spte-store') {
    return `plain store to the ${name}: ${change(about, spte)}${staleNote(about, spte)}`;
  }
  if (effect.access === 'spte-xchg') {
    return `XCHG on the ${name}: ${change(about, spte)}; the old value comes back`;
  }
  if (effect.access === 'spte-and') {
    return `locked AND on the ${name}: ${change(about, spte)}; only the bits to be cleared change`;
  }
  if (effect.access === 'spte-cas')
    return `compare-exchange on the ${name}: ${change(about, spte)}`;
  if (effect.access === 'spte-cas-failed') {
    return `compare-exchange on the ${name} fails: memory holds ${value}`;
  }
  if (effect.access === 'spte-assist') {
    return `the CPU's locked OR on the ${name}: ${change(about, spte)}${filled}`;
  }
  return describeRead(about, name, value);
}

function staleNote({ layout }: StepToDescribe, { before, seen }: SpteAccess): string {
  if (seen === null || equal64(before, seen)) return '';
  return `; its snapshot is stale: ${hex64(seen)} (${spteLetters(layout, seen)})`;
}

function violationNote({ effect, spte }: StepToDescribe): string {
  return spte?.level === 1 && !effect.filled ? ': EPT violation' : '';
}

function describeLookup({ effect, operation, finished }: StepToDescribe): string {
  const what = operationText(operation);
  if (finished && effect.access === 'guest-memory') {
    return `${what} retires on the TLB entry (W=1 D=1): the SPTE is not touched`;
  }
  if (finished) return `${what} retires on the TLB entry`;
  return effect.hit ? `${what}: the TLB entry does not allow it` : `${what}: TLB miss`;
}

function describePageFlags({ step }: StepToDescribe): string {
  return step.label === 'accessed'
    ? 'tells the host that the page was accessed'
    : 'tells the host that the page is dirty';
}

function describeNothing({ step }: StepToDescribe): string {
  if (step.access.includes('flush')) return 'owes no flush';
  if (step.access.includes('rcu-lock')) return 'this kernel takes no RCU here';
  if (step.access.includes('rcu-unlock')) return 'no RCU section to leave';
  if (step.label === 'dirty') return 'the old value it knows is not dirty: tells the host nothing';
  if (step.label === 'accessed') return 'nothing about Accessed to tell the host';
  return step.code;
}

/** A page table that is freed or given away, by its number; RCU and the allocator may find none. */
function describeFrame({ effect, step }: StepToDescribe): string {
  const waits = step.program === RCU_CALLBACK || step.program === REUSE_PAGE;
  if (effect.frame < 0) return waits ? `${step.code}: there is none` : step.code;
  const table = `page table 0x${framePfn(effect.frame).toString(16)}`;
  return step.program === REUSE_PAGE
    ? `somebody else gets the page that was ${table}, and writes data into it`
    : `${table} is freed`;
}

/** An access to an SPTE, or to what is taken for one after a walk has gone astray. */
function describeSpteAt(about: StepToDescribe): string {
  if (about.spte !== null) return describeSpte(about, about.spte);
  return about.effect.sptep < 0
    ? 'follows what is no pointer to a page table, and touches memory at random'
    : about.step.code;
}

/** An exit that the vCPU did not bring about happens in the place of its next access. */
function describeMode({ step }: StepToDescribe): string {
  return step.program === VCPU_ACCESS && step.label === 'lookup'
    ? 'kicked: leaves the guest before its next instruction'
    : step.code;
}

function describeRequest({ step }: StepToDescribe): string {
  return step.program === VCPU_ACCESS
    ? 'serves what was requested, before it enters the guest'
    : step.code;
}

export function describeStep(about: StepToDescribe): string {
  const { effect, step } = about;
  switch (effect.access) {
    case 'spte-load':
    case 'spte-store':
    case 'spte-xchg':
    case 'spte-cas':
    case 'spte-cas-failed':
    case 'spte-assist':
      return describeSpteAt(about);
    case 'tlb':
    case 'guest-memory':
      return describeLookup(about);
    case 'page-flags':
      return describePageFlags(about);
    case 'spte-and':
      return describeSpteAt(about);
    case 'flush':
      return effect.hit
        ? 'flushes the TLBs and paging-structure caches of all vCPUs'
        : 'flushes all vCPUs, whose TLBs are empty';
    case 'external':
      return effect.refused ? 'the TDX module refuses: the page is installed already' : step.code;
    case 'vm-dead':
      return effect.refused ? 'KVM_BUG_ON(): a warning, and the VM is dead' : step.code;
    case 'none':
      return describeNothing(about);
    case 'mode':
      return describeMode(about);
    case 'request':
      return describeRequest(about);
    case 'frame':
      return describeFrame(about);
    case 'lock':
    case 'unlock':
    case 'rcu-lock':
    case 'rcu-unlock':
    case 'srcu-lock':
    case 'srcu-unlock':
    case 'seq':
    case 'host-pte':
    case 'slots-lock':
    case 'slots-unlock':
    case 'memslots':
    case 'srcu-sync':
    case 'dirty-bitmap':
    case 'page-copy':
    case 'userspace':
    case 'track':
      return step.code;
    default:
      return assertNever(effect.access);
  }
}
