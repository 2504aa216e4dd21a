/**
 * A guest is a TDX guest or it is not: its private memory is mapped by a mirror, which nothing else may
 * use, and which has small pages only, with Accessed and Dirty bits in their SPTEs.
 */
import type { SpteLayout } from '../engine/layout/spte-layout.ts';
import type { ActorConfig, Memslot } from '../engine/machine-config.ts';
import { isTdOperation } from '../engine/programs/td-operations.ts';
import type { IssueList } from './issues.ts';

export function checkTdGuest(
  { actors, layout, memslots, column }: TdGuest,
  issues: IssueList,
): void {
  const operations = actors.flatMap(
    (actor): readonly { readonly kind: string }[] => actor.operations,
  );
  if (!operations.some(isTdOperation)) return;
  const other = operations.find((operation) => !isTdOperation(operation));
  if (other !== undefined) {
    issues.add(['actors'], {
      code: 'mixed-guest',
      message: `"${other.kind}" is not done to the private memory of a TDX guest, and other actors are those of one.`,
      hint: 'Use td_load, td_store, td_fault and td_remove only, or none of them.',
    });
  }
  const large = memslots.findIndex((slot) => slot.large === true);
  if (large >= 0) {
    issues.add(['memslots', large, 'large'], {
      code: 'large-mirror',
      message: 'The private memory of a TDX guest is mapped by small pages only.',
      hint: 'Leave large: true out.',
    });
  }
  if (layout.vendor === 'ept' && layout.config.adBits) return;
  issues.add(['columns', column, 'layout'], {
    code: 'no-td-layout',
    message: `A TDX guest has page tables with Accessed and Dirty bits, and the layout ${layout.id} is for a CPU without.`,
    hint: 'Use a layout like v5.19/ept-ad-46.',
  });
}

export interface TdGuest {
  readonly actors: readonly ActorConfig[];
  readonly layout: SpteLayout;
  readonly memslots: readonly Memslot[];
  /** Number of the column. */
  readonly column: number;
}
