/**
 * A scenario of any size: vCPUs store to pages while rounds of dirty logging go over them, by write
 * protection. For measuring searches. bench/promela/dirty-log-stress.pml is its twin, and one small instance is
 * shipped with a story; see FORMAT.md.
 */
import { fail, type Issue, type Result } from '../base/result.ts';
import { buildScenario } from './build-scenario.ts';
import type { Scenario } from './scenario.ts';

export interface DirtyLogStress {
  readonly pages: number;
  readonly vcpus: number;
  /** Of each vCPU: to one page after the other, beginning with the page of its own number. */
  readonly stores: number;
  /** Rounds before the last one, which stops the vCPUs. */
  readonly rounds: number;
}

export const DIRTY_LOG_STRESS_ID = 'dirty-log-stress';

/** The instance that is shipped. */
export const SHIPPED_STRESS: DirtyLogStress = { pages: 2, vcpus: 1, stores: 2, rounds: 1 };

const LIMITS: Readonly<Record<keyof DirtyLogStress, readonly [min: number, max: number]>> = {
  pages: [1, 8],
  vcpus: [1, 4],
  stores: [1, 16],
  rounds: [0, 14],
};

const FIRST_GFN = 0x200;
const FIRST_PFN = 0x9a00;

/** `pages=2,vcpus=3`; what is not named is as in the shipped instance. */
export function parseDirtyLogStress(text: string): Result<Scenario> {
  const stress: Record<keyof DirtyLogStress, number> = { ...SHIPPED_STRESS };
  for (const part of text.split(',').filter((word) => word !== '')) {
    const [name = '', value = ''] = part.split('=');
    if (!isParameter(name) || !isAllowed(name, value)) return fail([badParameter(part)]);
    stress[name] = Number(value);
  }
  return dirtyLogStress(stress);
}

function isParameter(name: string): name is keyof DirtyLogStress {
  return Object.hasOwn(LIMITS, name);
}

function isAllowed(name: keyof DirtyLogStress, value: string): boolean {
  const [min, max] = LIMITS[name];
  return /^\d+$/.test(value) && Number(value) >= min && Number(value) <= max;
}

function badParameter(part: string): Issue {
  const limits = Object.entries(LIMITS).map(([name, [min, max]]) => `${name}=${min}..${max}`);
  return {
    code: 'bad-parameter',
    path: DIRTY_LOG_STRESS_ID,
    message: `"${part}" is no parameter of ${DIRTY_LOG_STRESS_ID}, or is out of its range.`,
    hint: `Write them like ${DIRTY_LOG_STRESS_ID}:pages=2,vcpus=3 (${limits.join(', ')}).`,
  };
}

function gfnText(page: number): string {
  return `0x${(FIRST_GFN + page).toString(16)}`;
}

export function dirtyLogStress(stress: DirtyLogStress): Result<Scenario> {
  const { pages, vcpus, stores, rounds } = stress;
  const slot = gfnText(0);
  // A round between the store of the guest and the clear of the entry has to be there for the loss.
  const lost = rounds > 0 ? { P8: 'sometimes', P12: 'sometimes' } : { P12: 'sometimes' };
  return buildScenario({
    version: 1,
    id: DIRTY_LOG_STRESS_ID,
    title: `Dirty log stress: ${count(vcpus, 'vCPU')}, ${count(pages, 'page')}`,
    summary: `Each vCPU stores ${count(stores, 'time')}; ${count(rounds, 'round')} before the last one.`,
    columns: [
      {
        id: 'plain',
        title: 'W cleared by a plain store',
        profile: 'v5.18pre',
        layout: 'v5.18pre/ept-ad-46',
        flags: { enableFlush: 'always' },
        expect: lost,
      },
      {
        id: 'atomic',
        title: 'W cleared by a locked AND',
        profile: 'v5.18',
        layout: 'v5.19/ept-ad-46',
        flags: { enableFlush: 'always', clearDirty: 'and' },
      },
    ],
    memslots: [{ gfn: FIRST_GFN, pages, pfn: FIRST_PFN }],
    mappings: Array.from({ length: pages }, (_, page) => ({ gfn: FIRST_GFN + page, spte: 'WC' })),
    actors: [
      ...Array.from({ length: vcpus }, (_, vcpu) => ({
        vcpu,
        ops: Array.from({ length: stores }, (_, n) => `store ${gfnText((vcpu + n) % pages)}`),
      })),
      {
        host: 'migration',
        ops: [
          `enable_dirty_log ${slot}`,
          ...Array.from({ length: rounds }, () => `get_dirty_log ${slot}`),
          `last_dirty_log ${slot}`,
        ],
      },
    ],
  });
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
