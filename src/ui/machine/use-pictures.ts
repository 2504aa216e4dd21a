/** The pictures of the machine panel, each made anew only when something of its own has changed. */
import { use, useMemo } from 'react';
import { actorsNow, codePlaces } from '../../view/machine/actor-now.ts';
import { leafTable, type LeafTable } from '../../view/machine/leaf-table.ts';
import { locksPicture, type LocksPicture } from '../../view/machine/locks-picture.ts';
import type { PageLog } from '../../view/machine/page-log.ts';
import { treePicture, type TreePicture, type TreeRoom } from '../../view/machine/tree-picture.ts';
import { vcpuCards, type VcpuCard } from '../../view/machine/vcpu-card.ts';
import type { PictureInput } from '../../view/spte/picture-input.ts';
import { useKept } from '../controls/use-kept.ts';
import { BesideContext } from './beside.ts';
import type { LateParts } from './late-parts.ts';

export interface MachinePictures {
  readonly locks: LocksPicture;
  readonly cards: readonly VcpuCard[];
  readonly tree: TreePicture;
  readonly table: LeafTable | null;
  readonly log: PageLog | null;
}

interface PicturesWanted extends Required<TreeRoom> {
  readonly all: boolean;
  /** Null while it is not loaded. */
  readonly parts: LateParts | null;
}

export function usePictures(
  input: PictureInput,
  { all, low, parts, width }: PicturesWanted,
): MachinePictures {
  const { actors, next, programs, view } = input;
  const moment = useMoment(input);
  const { differing: marked } = use(BesideContext);
  const now = actorsNow({ view, actors, places: codePlaces(programs), next });
  const along = useMemo(() => (parts === null ? null : new parts.LeafTableAlong()), [parts]);
  const table = useKept(
    useMemo(
      () => (along === null ? leafTable : along.at.bind(along))(moment, { all, marked }),
      [along, moment, all, marked],
    ),
  );
  const log = useMemo(() => {
    const gfns = table?.level === 1 ? table.rows.map(({ gfn }) => gfn) : [];
    return parts?.pageLog(moment, gfns) ?? null;
  }, [parts, moment, table]);
  const tree = useMemo(() => treePicture(moment, { width, low }), [moment, width, low]);
  return {
    locks: useKept(locksPicture(input, now)),
    cards: useKept(vcpuCards(input, now)),
    tree: useKept(tree),
    table,
    log: useKept(log),
  };
}

/** The tables do not depend on who may move: they stand when that is told, a little after the step. */
function useMoment({
  actors,
  layout,
  position,
  programs,
  records,
  selection,
  view,
}: PictureInput): PictureInput {
  return useMemo(
    () => ({
      ...{ actors, layout, position, programs, records, selection, view },
      next: null,
      violation: null,
    }),
    [actors, layout, position, programs, records, selection, view],
  );
}
