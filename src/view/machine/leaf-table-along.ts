/**
 * The entries of a table at position after position. A step concerns a few of up to 512 rows: the others are
 * taken, as the same objects, from the picture before.
 */
import type { StepRecord } from '../../protocol/run.ts';
import { placeKey, placeOf } from '../spte/changes.ts';
import { pagesOfCells } from '../spte/pages-of-cells.ts';
import type { PictureInput } from '../spte/picture-input.ts';
import { staleSnapshots } from '../spte/snapshots.ts';
import { guestPageOf } from '../../engine/state/shape.ts';
import { leafTable, type LeafRow, type LeafRowsWanted, type LeafTable } from './leaf-table.ts';

interface Drawn {
  readonly input: PictureInput;
  readonly rows: ReadonlyMap<string, LeafRow>;
}

export class LeafTableAlong {
  #last: Drawn | null = null;

  at(input: PictureInput, wanted: LeafRowsWanted): LeafTable | null {
    const kept = this.#last === null ? NO_ROWS : rowsKept(this.#last, input);
    const table = leafTable(input, { ...wanted, kept });
    this.#last = { input, rows: new Map(table?.rows.map((row) => [row.key, row])) };
    return table;
  }
}

const NO_ROWS: ReadonlyMap<string, LeafRow> = new Map();

/** The rows that neither the step between nor the one before it has to do with. */
function rowsKept({ input: before, rows }: Drawn, now: PictureInput): ReadonlyMap<string, LeafRow> {
  if (!isNextTo(before, now)) return NO_ROWS;
  const { map } = now.view;
  const cells = [...cellsOfStep(before), ...cellsOfStep(now)];
  // A table that comes or goes may have another's frame.
  const { base, count, stride } = map.sp;
  if (cells.some((cell) => cell >= base && cell < base + count * stride)) return NO_ROWS;
  const written = cells.flatMap((cell) => placeOf(map, cell) ?? []).map(placeKey);
  const concerned = new Set([...written, ...staleSnapshots(now.view, now).keys()]);
  const pages = pagesOfCells(map, cells);
  const isConcerned = ({ gfn, key, snapshots }: LeafRow): boolean =>
    concerned.has(key) || snapshots.length > 0 || pages.has(guestPageOf(map.shape, gfn));
  return new Map([...rows].filter(([, row]) => !isConcerned(row)));
}

/** Of the same run and the same selection, a step further or back at the most. */
function isNextTo(before: PictureInput, now: PictureInput): boolean {
  // A run that goes on has a list of its own; up to a fork it has the same records.
  const shared = Math.min(before.position, now.position) - 1;
  const [last, same] = [before.records[shared], now.records[shared]];
  return (
    (before.records === now.records || (last !== undefined && last === same)) &&
    before.layout === now.layout &&
    before.actors === now.actors &&
    before.selection === now.selection &&
    Math.abs(before.position - now.position) <= 1
  );
}

function cellsOfStep({ position, records }: PictureInput): number[] {
  const record: StepRecord | undefined = records[position - 1];
  return [...(record?.diff ?? [])].filter((_, at) => at % 3 === 0);
}
