/**
 * Which labels have room. Labels are tried in the order of their importance; one that fits none of
 * its places is left out (its text is still in the tooltip and in the list of steps).
 */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface LabelSpot {
  /** Middle of the text. */
  readonly x: number;
  /** Its baseline. */
  readonly y: number;
}

export interface LabelRequest {
  readonly key: string;
  readonly text: string;
  readonly bold: boolean;
  /** Higher comes first; equals in the order given. */
  readonly priority: number;
  /** Best first. */
  readonly spots: readonly LabelSpot[];
}

export interface LabelBounds {
  readonly left: number;
  readonly right: number;
  readonly top: number;
}

/** At 11 px, in the fonts of tokens.css; a little wide rather than too narrow. */
const CHARACTER = 6.1;
const BOLD_CHARACTER = 6.8;
const ASCENT = 9;
const DESCENT = 3;
const GAP = 5;

export function textWidth(text: string, bold: boolean): number {
  return text.length * (bold ? BOLD_CHARACTER : CHARACTER);
}

/** Where each label that has room goes. */
export function placeLabels(
  requests: readonly LabelRequest[],
  { taken, bounds }: { taken: readonly Box[]; bounds: LabelBounds },
): ReadonlyMap<string, LabelSpot> {
  const boxes = [...taken];
  const placed = new Map<string, LabelSpot>();
  const ordered = [...requests].sort((a, b) => b.priority - a.priority);
  for (const { key, text, bold, spots } of ordered) {
    const width = textWidth(text, bold);
    for (const spot of spots) {
      const x = keepWithin(spot.x, width, bounds);
      const y = Math.max(bounds.top + ASCENT, spot.y);
      const box = boxOf({ x, y }, width);
      if (boxes.some((other) => overlaps(box, other))) continue;
      boxes.push(box);
      placed.set(key, { x, y });
      break;
    }
  }
  return placed;
}

export function boxOf({ x, y }: LabelSpot, width: number): Box {
  return { left: x - width / 2, right: x + width / 2, top: y - ASCENT, bottom: y + DESCENT };
}

function keepWithin(x: number, width: number, { left, right }: LabelBounds): number {
  return Math.max(left + width / 2, Math.min(x, right - width / 2));
}

export function overlaps(a: Box, b: Box): boolean {
  const beside = a.right + GAP <= b.left || b.right + GAP <= a.left;
  const above = a.bottom <= b.top || b.bottom <= a.top;
  return !beside && !above;
}
