/** The SPTE the inspector speaks of: where it is, what it holds, what the step did to it. */
import type { Word64 } from '../../base/word64.ts';
import { spteKind, type SpteKind } from '../../engine/layout/spte-kind.ts';
import { framePfn } from '../../engine/state/shape.ts';
import { placeKey, type SptePlace } from '../spte/changes.ts';
import { spteHistory, type SpteChange } from '../spte/history.ts';
import { stepAt, type PictureInput } from '../spte/picture-input.ts';
import { groupedHex, hexOf, tableName } from '../spte/text.ts';
import { findSelected } from '../spte/walk.ts';

export interface SelectedPicture {
  readonly key: string;
  readonly place: SptePlace;
  /** The first that it covers. */
  readonly gfn: number;
  readonly gfnText: string;
  readonly level: number;
  /** `PT 0x55[5]` */
  readonly placeText: string;
  readonly spte: Word64;
  readonly kind: SpteKind;
  readonly hex: string;
  /** The change by the step at the cursor. */
  readonly change: SpteChange | null;
  readonly oldHex: string | null;
  /** All its changes in the run. */
  readonly history: readonly SpteChange[];
}

/** Why there is nothing to inspect. */
export interface NothingSelected {
  readonly key: 'nothing';
  readonly text: string;
}

export function selectedSpte(input: PictureInput): SelectedPicture | NothingSelected {
  const { layout, selection, view } = input;
  if (selection === null) return nothing('Select an SPTE in the table or in the tree.');
  const { found, path } = findSelected(view, layout, selection);
  if (found === null) {
    const end = path.at(-1);
    const where =
      end === undefined
        ? 'there is no root'
        : `${tableName(end.level)}[${end.index}] leads nowhere`;
    return nothing(
      `gfn ${hexOf(selection.gfn)} has no SPTE at level ${selection.level} now: ${where}.`,
    );
  }
  const history = spteHistory(input, found);
  const step = stepAt(input);
  const change = history.find(({ record }) => record === step) ?? null;
  return {
    key: placeKey(found),
    place: { frame: found.frame, index: found.index },
    gfn: found.gfn,
    gfnText: hexOf(found.gfn),
    level: found.level,
    placeText: `${tableName(found.level)} ${hexOf(framePfn(found.frame))}[${found.index}]`,
    spte: found.spte,
    kind: spteKind(layout, found.spte, found.level),
    hex: groupedHex(found.spte),
    change,
    oldHex: change === null ? null : groupedHex(change.old),
    history,
  };
}

function nothing(text: string): NothingSelected {
  return { key: 'nothing', text };
}

export function isNothing(picture: SelectedPicture | NothingSelected): picture is NothingSelected {
  return picture.key === 'nothing';
}
