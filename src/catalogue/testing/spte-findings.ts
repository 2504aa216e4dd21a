/** Illegal changes of SPTEs in the runs of a column, and which columns are there to show some. */
import { judgeStep } from '../../engine/testing/judge-step.ts';
import type { Machine } from '../../engine/machine.ts';
import type { MachineConfig } from '../../engine/machine-config.ts';
import type { KernelProfile } from '../../engine/profiles/profile.ts';
import { SpteJudge, type IllegalChange } from '../../engine/spte-states/judge-change.ts';

/**
 * Columns whose defect is an illegal change of an SPTE, and what it is. What a plain store or XCHG of a
 * value computed from a stale snapshot destroys is not in here: it can happen wherever a kernel writes so.
 */
const DEFECTS: readonly { readonly column: RegExp; readonly findings: readonly string[] }[] = [
  { column: /^fault-outlives-its-page unasked$/, findings: ['-: WD > WC, pfn-changed pfn'] },
  { column: /^tracker-forgets-writable halfway$/, findings: ['-: WD > WD, writable-bits'] },
  { column: /^aging-clears-dirty before-/, findings: ['age: WD > WC, bits D-'] },
  {
    column: /^aging-meets-frozen-entry locked-and$/,
    findings: ['-: frozen > none, no-such-value'],
  },
  {
    // A fault that maps a large page over the frozen entry, which its owner then empties.
    column: /^collapse-meets-walker v5-18$/,
    findings: [
      'freeze: WD > none, not-by-this-path',
      'mirror_settle: frozen > WD, not-by-this-path',
    ],
  },
  {
    column: /^fault-overwrites-frozen-entry before$/,
    findings: ['mirror_settle: frozen > WD, not-by-this-path'],
  },
  {
    // v5.11 does not mark removed entries yet: not what this column is about.
    column: /^nx-recovery-flush v5-11$/,
    findings: ['remove: WD > none, not-by-this-path'],
  },
  {
    column: /^removed-entries-not-marked before$/,
    findings: ['remove: WD > none, not-by-this-path'],
  },
];

export function spteDefectsOf(scenario: string, column: string): readonly string[] {
  const name = `${scenario} ${column}`;
  return DEFECTS.filter((defect) => defect.column.test(name)).flatMap(({ findings }) => findings);
}

/** Does this kernel write such SPTEs by a store or an XCHG of what it has computed from a snapshot? */
function computesFromSnapshot(profile: KernelProfile, transition: string): boolean {
  switch (transition) {
    case 'age':
      return profile.aging === 'setSpte' && profile.agingDirty === 'kept';
    case 'access_track':
      return profile.ageWithoutAd === 'plain' || profile.ageWithoutAd === 'xchg';
    case 'reap_wrprot':
    case 'reap_clear_dirty':
      return profile.clearDirty === 'setSpte';
    default:
      return false;
  }
}

export class SpteFindings {
  readonly #config: MachineConfig;
  readonly #judge: SpteJudge;
  readonly #found = new Set<string>();

  constructor(config: MachineConfig) {
    this.#config = config;
    this.#judge = new SpteJudge(config.layout);
  }

  /** Looks at the step just done. */
  look(machine: Machine, actor: number): void {
    const judgement = judgeStep(this.#judge, { machine, actor });
    if (judgement?.verdict !== 'illegal' || this.#isStale(judgement)) return;
    const { from, to, reason, nearest, bits } = judgement;
    this.#found.add(`${nearest?.id ?? '-'}: ${from} > ${to}, ${[reason, ...bits].join(' ')}`);
  }

  /** Findings other than bits that a stale snapshot destroyed, in alphabetical order. */
  beyondStaleSnapshots(): readonly string[] {
    return [...this.#found].sort();
  }

  #isStale({ reason, nearest }: IllegalChange): boolean {
    return reason === 'bits' && computesFromSnapshot(this.#config.profile, nearest?.id ?? '');
  }
}
