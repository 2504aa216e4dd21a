/** The tree of runs as lines: a row each, steps to the right. */
import type { RunRow } from './run-tree.ts';

export const ROW_HEIGHT = 44;
const SIDE = 10;
/** Of the curve from one run to the next. */
const BEND = 12;

export interface RunLine {
  readonly key: string;
  /** From where it parts to its end. */
  readonly path: string;
  readonly end: { readonly x: number; readonly y: number };
  readonly fork: { readonly x: number; readonly y: number } | null;
  /** Steps at which a kernel violates something. */
  readonly marks: readonly { readonly step: number; readonly x: number; readonly y: number }[];
}

export interface TreeLinesInput {
  readonly rows: readonly RunRow[];
  /** By run: first violated steps. */
  readonly violated: Readonly<Record<string, readonly number[]>>;
  readonly width: number;
}

export function treeLines({ rows, violated, width }: TreeLinesInput): RunLine[] {
  const longest = Math.max(1, ...rows.map(({ steps }) => steps));
  const x = (step: number): number => SIDE + (step / longest) * (width - 2 * SIDE);
  const yOf = new Map(rows.map(({ id }, index) => [id, (index + 0.5) * ROW_HEIGHT]));
  return rows.map(({ id, parent, forkAt, steps }) => {
    const y = yOf.get(id) ?? 0;
    const from = parent === null ? null : { x: x(forkAt), y: yOf.get(parent) ?? 0 };
    const end = { x: x(steps), y };
    const marks = (violated[id] ?? []).map((step) => ({ step, x: x(step), y }));
    return { key: id, path: linePath(from ?? { x: x(0), y }, end), end, fork: from, marks };
  });
}

function linePath(from: { x: number; y: number }, to: { x: number; y: number }): string {
  if (from.y === to.y) return `M${from.x} ${from.y}H${to.x}`;
  const bend = Math.min(BEND, Math.max(to.x - from.x, 2));
  return `M${from.x} ${from.y}V${to.y - BEND}Q${from.x} ${to.y} ${from.x + bend} ${to.y}H${Math.max(to.x, from.x + bend)}`;
}
