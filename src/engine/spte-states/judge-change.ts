/**
 * Judges a change of an SPTE by the table of transitions. What is known of who made it (the path, how
 * mmu_lock was held, how the entry was written) narrows it down; a trace of a real kernel tells less
 * than a step of the engine.
 */
import { equal64, type Word64 } from '../../base/word64.ts';
import { checkSpteWritableInvariants, spteAdEnabled } from '../layout/predicates.ts';
import { spteKind, type SpteKind } from '../layout/spte-kind.ts';
import type { SpteLayout } from '../layout/spte-layout.ts';
import { DELTA, bitDelta, deltaMask, deltaNames, type DeltaName } from './bit-delta.ts';
import type { LockHeld, SptePath, SpteTransition, WriteOp } from './transition.ts';
import { SPTE_STATES } from './moves.ts';
import { transitionsOf } from './transitions.ts';

export interface SpteChange {
  /** Level of the table that holds the entry. */
  readonly level: number;
  readonly old: Word64;
  readonly new: Word64;
  /** Left out where it isn't known. */
  readonly paths?: readonly SptePath[] | undefined;
  readonly lock?: LockHeld | undefined;
  readonly op?: WriteOp | undefined;
}

export type IllegalReason =
  /** The value before or after is none that KVM stores. */
  | 'no-such-value'
  /** A leaf changed its page. */
  | 'pfn-changed'
  /** W without MMU-writable, or that without host-writable. */
  | 'writable-bits'
  /** No row leads from one state to the other. */
  | 'no-such-transition'
  /** A row does, but not when made by this path. */
  | 'not-by-this-path'
  /** Other bits changed than may change there. */
  | 'bits'
  /** The lock is not held as it must be. */
  | 'lock'
  /** It is not written as it must be. */
  | 'op';

export interface LegalChange {
  readonly verdict: 'legal';
  readonly from: SpteKind;
  readonly to: SpteKind;
  readonly transition: SpteTransition;
}

export interface IllegalChange {
  readonly verdict: 'illegal';
  readonly from: SpteKind;
  readonly to: SpteKind;
  readonly reason: IllegalReason;
  /** The row that comes nearest, if one leads from the one state to the other. */
  readonly nearest: SpteTransition | null;
  /** Kinds of change that should not have been. */
  readonly bits: readonly DeltaName[];
}

export type Judgement = { readonly verdict: 'unchanged' } | LegalChange | IllegalChange;

const UNCHANGED: Judgement = { verdict: 'unchanged' };

interface Between {
  readonly from: SpteKind;
  readonly to: SpteKind;
  /** DELTA bits; 0 unless both are leafs. */
  readonly delta: number;
}

interface Rule {
  readonly transition: SpteTransition;
  readonly may: number;
  readonly must: number;
  readonly legal: LegalChange;
}

/** Questions asked of a row in this order; the row that lets a change furthest is nearest. */
const OBSTACLES: readonly IllegalReason[] = ['not-by-this-path', 'bits', 'lock', 'op'];

/** The judge for SPTEs of one layout. `judge` allocates nothing unless the change is illegal. */
export class SpteJudge {
  readonly layout: SpteLayout;
  /** By state before and state after. */
  readonly #rules = new Map<SpteKind, Map<SpteKind, Rule[]>>();

  constructor(layout: SpteLayout) {
    this.layout = layout;
    for (const from of SPTE_STATES) this.#rules.set(from, new Map());
    transitionsOf(layout.kernel).forEach((transition) => {
      this.#add(transition);
    });
  }

  #add(transition: SpteTransition): void {
    for (const from of SPTE_STATES) {
      for (const to of transition.moves[from] ?? []) {
        const rule: Rule = {
          transition,
          may: deltaMask(transition.may),
          must: deltaMask(transition.must),
          legal: { verdict: 'legal', from, to, transition },
        };
        const rules = this.#rules.get(from)?.get(to);
        if (rules === undefined) this.#rules.get(from)?.set(to, [rule]);
        else rules.push(rule);
      }
    }
  }

  judge(change: SpteChange): Judgement {
    const { layout } = this;
    const { level, old, new: after } = change;
    if (equal64(old, after)) return UNCHANGED;
    const from = spteKind(layout, old, level);
    const to = spteKind(layout, after, level);
    const between = { verdict: 'illegal', from, to, nearest: null, bits: [] } as const;
    if (isRubbish(layout, from, old) || isRubbish(layout, to, after)) {
      return { ...between, reason: 'no-such-value' };
    }
    const leafs = isLeaf(from) && isLeaf(to);
    const delta = leafs ? bitDelta(layout, old, after) : 0;
    if ((delta & DELTA.pfn) !== 0) return { ...between, reason: 'pfn-changed', bits: ['pfn'] };
    if (from === 'nonleaf' && to === 'nonleaf' && bitDelta(layout, old, after) !== DELTA['A+']) {
      return { ...between, reason: 'no-such-transition' };
    }
    if (isLeaf(to) && checkSpteWritableInvariants(layout, after) > 0) {
      return { ...between, reason: 'writable-bits' };
    }
    return this.#byRules(change, { from, to, delta });
  }

  /** All rows that allow a legal change, in the order of the table: which it was takes knowing the path. */
  candidates(change: SpteChange): readonly SpteTransition[] {
    const judgement = this.judge(change);
    if (judgement.verdict !== 'legal') return [];
    const { from, to } = judgement;
    const leafs = isLeaf(from) && isLeaf(to);
    const delta = leafs ? bitDelta(this.layout, change.old, change.new) : 0;
    const rules = this.#rules.get(from)?.get(to) ?? [];
    return rules
      .filter((rule) => fitsAdBits(this.layout, rule, change.old))
      .filter((rule) => passes(rule, change, delta) === OBSTACLES.length)
      .map(({ transition }) => transition);
  }

  #byRules(change: SpteChange, { from, to, delta }: Between): Judgement {
    let nearest: Rule | null = null;
    let furthest = -1;
    for (const rule of this.#rules.get(from)?.get(to) ?? []) {
      if (!fitsAdBits(this.layout, rule, change.old)) continue;
      const passed = passes(rule, change, delta);
      if (passed === OBSTACLES.length) return rule.legal;
      if (passed <= furthest) continue;
      furthest = passed;
      nearest = rule;
    }
    if (furthest <= 0) return this.#byPath(change, { from, to, delta }, nearest);
    const bits = nearest === null ? [] : deltaNames(delta & ~nearest.may);
    const reason = OBSTACLES[furthest] ?? 'no-such-transition';
    return { verdict: 'illegal', from, to, reason, nearest: nearest?.transition ?? null, bits };
  }

  /** Nothing on its path leads there: what does lead somewhere from here, and which bits were too many? */
  #byPath({ paths }: SpteChange, { from, to, delta }: Between, other: Rule | null): IllegalChange {
    const all = [...(this.#rules.get(from)?.values() ?? [])].flat();
    const own = all.find(({ transition }) => paths?.includes(transition.path) === true);
    const bits = own === undefined ? [] : deltaNames(delta & ~own.may);
    const otherPath = other === null ? 'no-such-transition' : 'not-by-this-path';
    const nearest = own?.transition ?? other?.transition ?? null;
    return {
      verdict: 'illegal',
      from,
      to,
      reason: bits.length > 0 ? 'bits' : otherPath,
      nearest,
      bits,
    };
  }
}

/** Neither present nor one of the values that stand for something. */
function isRubbish(layout: SpteLayout, kind: SpteKind, spte: Word64): boolean {
  return kind === 'none' && !equal64(spte, layout.constants.SHADOW_NONPRESENT_VALUE);
}

function isLeaf(kind: SpteKind): boolean {
  return kind !== 'none' && kind !== 'mmio' && kind !== 'frozen' && kind !== 'nonleaf';
}

/** Does the row hold for an SPTE with A/D bits, or without, as this one is? */
function fitsAdBits(layout: SpteLayout, { transition }: Rule, old: Word64): boolean {
  return transition.ad === undefined || (transition.ad === 'with') === spteAdEnabled(layout, old);
}

/** How many of the obstacles a change passes; all of them if the row allows it. */
function passes({ transition, may, must }: Rule, change: SpteChange, delta: number): number {
  const { level, lock, op, paths } = change;
  if (paths !== undefined && !paths.includes(transition.path)) return 0;
  if (transition.large === true && level === 1) return 0;
  if ((delta & ~may) !== 0 || (must !== 0 && (delta & must) === 0)) return 1;
  if (lock !== undefined && !transition.locks.includes(lock)) return 2;
  if (op !== undefined && !transition.ops.includes(op)) return 3;
  return OBSTACLES.length;
}
