/**
 * One SPTE in two machines: its 64 bits one above the other, what differs, and who changed it on either
 * side. Bits are compared as they are; where the two layouts differ, the fields are told by meaning.
 */
import { hasAny } from '../../base/word64.ts';
import { bit as bitMask } from '../../engine/layout/bit-field.ts';
import { decodeSpte } from '../../engine/layout/decode.ts';
import { lastBitChanges, type BitChange } from '../inspector/bit-changes.ts';
import { bitGrid, type FieldSpan } from '../inspector/bit-grid.ts';
import { isNothing, selectedSpte, type SelectedPicture } from '../inspector/selected-spte.ts';
import { kindWord } from '../spte/kind-words.ts';
import { actorTitle, type PictureInput, type SpteSelection } from '../spte/picture-input.ts';
import { hexOf } from '../spte/text.ts';

export type PairSide = 'left' | 'right';

/** What one machine has there, or why it has nothing. */
export interface PairedSpte {
  readonly name: string;
  /** `dirty`, or the reason. */
  readonly text: string;
  readonly hex: string;
  /** The last step up to the cursor that changed it. */
  readonly changed: SideChange | null;
}

export interface SideChange {
  readonly step: number;
  /** `vCPU 0 at step 18` */
  readonly text: string;
}

export interface PairCell {
  readonly key: string;
  readonly bit: number;
  /** Null: this machine has no such SPTE. */
  readonly left: 0 | 1 | null;
  readonly right: 0 | 1 | null;
  readonly differs: boolean;
  readonly label: string;
  readonly leftChange: BitChange | null;
  readonly rightChange: BitChange | null;
}

export interface PairRow {
  readonly key: string;
  readonly high: number;
  readonly low: number;
  readonly cells: readonly PairCell[];
  readonly fields: readonly FieldSpan[];
  /** Of the right one, where its layout has others. */
  readonly otherFields: readonly FieldSpan[] | null;
}

/** A field that is not the same in both. */
export interface PairField {
  readonly key: string;
  readonly name: string;
  readonly left: string;
  readonly right: string;
  readonly leftChange: BitChange | null;
  readonly rightChange: BitChange | null;
}

export interface SptePair {
  readonly title: string;
  readonly left: PairedSpte;
  readonly right: PairedSpte;
  /** None where neither machine has it. */
  readonly rows: readonly PairRow[];
  readonly fields: readonly PairField[];
  /** How many bits are not the same; of an SPTE that only one has, all its bits are. */
  readonly differing: number;
  /** Some bits mean other things in the two layouts. */
  readonly fieldsMoved: boolean;
}

export interface PairInput {
  readonly name: string;
  readonly input: PictureInput;
}

interface Side {
  readonly name: string;
  readonly input: PictureInput;
  readonly spte: SelectedPicture | null;
  readonly text: string;
  readonly changes: ReadonlyMap<number, BitChange>;
}

const BITS = 64;
const BITS_PER_ROW = 16;

export function sptePair(
  selection: SpteSelection,
  pair: { readonly left: PairInput; readonly right: PairInput },
): SptePair {
  const left = sideOf(pair.left, selection);
  const right = sideOf(pair.right, selection);
  const cells = Array.from({ length: BITS }, (_, i) => cellOf({ left, right }, BITS - 1 - i));
  const isThere = left.spte !== null || right.spte !== null;
  const rows = isThere ? rowsOf({ left, right }, cells) : [];
  const { gfn, level } = selection;
  return {
    title: `SPTE gfn ${hexOf(gfn)} · level ${level}`,
    left: pairedOf(left),
    right: pairedOf(right),
    rows,
    fields: fieldsOf({ left, right }),
    differing: isThere ? cells.filter(({ differs }) => differs).length : 0,
    fieldsMoved: rows.some(({ otherFields }) => otherFields !== null),
  };
}

interface Both {
  readonly left: Side;
  readonly right: Side;
}

function sideOf({ input, name }: PairInput, selection: SpteSelection): Side {
  const found = selectedSpte({ ...input, selection });
  if (isNothing(found)) return { name, input, spte: null, text: found.text, changes: new Map() };
  const changes = lastBitChanges(found.history, input);
  return { name, input, spte: found, text: kindWord(found.kind), changes };
}

function pairedOf({ changes, input, name, spte, text }: Side): PairedSpte {
  const last = lastOf([...changes.values()]);
  const changed =
    last === null
      ? null
      : { step: last.step, text: `${actorTitle(input.actors, last.actor)} at step ${last.step}` };
  return { name, text, hex: spte?.hex ?? '', changed };
}

function lastOf(changes: readonly (BitChange | undefined)[]): BitChange | null {
  return changes.reduce<BitChange | null>(
    (last, one) => (one !== undefined && one.step > (last?.step ?? 0) ? one : last),
    null,
  );
}

function valueOf({ spte }: Side, bit: number): 0 | 1 | null {
  if (spte === null) return null;
  return hasAny(spte.spte, bitMask(bit)) ? 1 : 0;
}

function cellOf({ left, right }: Both, bit: number): PairCell {
  const [mine, theirs] = [valueOf(left, bit), valueOf(right, bit)];
  const differs = mine !== theirs;
  const told = (side: Side, value: 0 | 1 | null): string => {
    const change = side.changes.get(bit);
    return `${value ?? 'nothing'} in ${side.name}${change === undefined ? '' : `, ${change.text}`}`;
  };
  return {
    key: `bit-${bit}`,
    bit,
    left: mine,
    right: theirs,
    differs,
    label: differs
      ? `bit ${bit} differs: ${told(left, mine)}; ${told(right, theirs)}`
      : `bit ${bit}: ${mine ?? 'nothing'} in both`,
    leftChange: left.changes.get(bit) ?? null,
    rightChange: right.changes.get(bit) ?? null,
  };
}

function rowsOf(both: Both, cells: readonly PairCell[]): PairRow[] {
  const { left, right } = both;
  const mine = spansOf(left) ?? spansOf(right) ?? [];
  const theirs = spansOf(right) ?? mine;
  return [0, 1, 2, 3].map((row) => {
    const high = BITS - 1 - row * BITS_PER_ROW;
    const [fields, others] = [marked(mine[row] ?? [], high), marked(theirs[row] ?? [], high)];
    const labels = (spans: readonly FieldSpan[]): string => spans.map(({ key }) => key).join();
    return {
      key: `bits-${high}`,
      high,
      low: high - BITS_PER_ROW + 1,
      cells: cells.slice(row * BITS_PER_ROW, (row + 1) * BITS_PER_ROW),
      fields,
      otherFields: labels(fields) === labels(others) ? null : others,
    };
  });

  /** A field is marked where one of its bits differs. */
  function marked(spans: readonly FieldSpan[], high: number): FieldSpan[] {
    return spans.map((span) => ({
      ...span,
      changed: cells.some(
        ({ bit, differs }) =>
          differs && bit <= high - span.column && bit > high - span.column - span.width,
      ),
    }));
  }
}

function spansOf({ input: { layout }, spte }: Side): readonly (readonly FieldSpan[])[] | null {
  if (spte === null) return null;
  const { change, level } = spte;
  return bitGrid({ layout, spte: spte.spte, level, write: change }).map(({ spans }) => spans);
}

/** By meaning: fields that both have are held against each other, whichever bits they are. */
function fieldsOf({ left, right }: Both): PairField[] {
  const [mine, theirs] = [decodedOf(left), decodedOf(right)];
  const names = [...new Set([...mine.keys(), ...theirs.keys()])];
  return names.flatMap((name) => {
    const [one, other] = [mine.get(name), theirs.get(name)];
    if (one?.text === other?.text) return [];
    return [
      {
        key: name,
        name: one?.label ?? other?.label ?? name,
        left: one?.text ?? left.text,
        right: other?.text ?? right.text,
        leftChange: one === undefined ? lastOf([...left.changes.values()]) : one.change,
        rightChange: other === undefined ? lastOf([...right.changes.values()]) : other.change,
      },
    ];
  });
}

interface DecodedSide {
  readonly label: string;
  readonly text: string;
  /** The last change of any of its bits. */
  readonly change: BitChange | null;
}

function decodedOf({ changes, input, spte }: Side): ReadonlyMap<string, DecodedSide> {
  if (spte === null) return new Map();
  const { fields } = decodeSpte(input.layout, spte.spte, spte.level);
  return new Map(
    fields.map(({ field, text }) => {
      const bits = Array.from({ length: field.width }, (_, i) => changes.get(field.shift + i));
      const change = lastOf(bits);
      return [field.name, { label: `${field.label} ${field.name}`, text, change }] as const;
    }),
  );
}
