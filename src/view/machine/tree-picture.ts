/**
 * The four-level tree as boxes and links: a column per level, siblings below one another. The tables
 * on the selected gfn's path are drawn in full, the others as a line each, so that a wide tree stays
 * readable. Everything is computed from numbers: the page draws it without measuring anything.
 */
import { hierarchy, type HierarchyNode } from 'd3-hierarchy';
import { readFrame } from '../../engine/state/readers.ts';
import { changedSptes, writesByFrame } from '../spte/changes.ts';
import { bumpAcross } from '../path/smooth-path.ts';
import { stepAt, type PictureInput } from '../spte/picture-input.ts';
import { INDEX_BITS, ROOT_LEVEL, reachableFrames, walkTo } from '../spte/walk.ts';
import type { SpteWrite } from '../spte/letters.ts';
import { hexOf, tableName } from '../spte/text.ts';
import { tableFrame, type TableFrame } from './page-table.ts';

export const TREE = {
  nodeWidthMin: 92,
  nodeWidthMax: 168,
  /** Between two columns: room for the links' bends. */
  columnGap: 20,
  siblingGap: 6,
  headerHeight: 23,
  /** A table off the path: its name and what is in it, in one line. */
  compactHeight: 26,
  slotMapHeight: 40,
  /** On a low screen, where the entries below the tree need the room. */
  slotMapLowHeight: 18,
  slotMapGap: 5,
  rowHeight: 18,
  footerHeight: 17,
  /** Below the last entry, where nothing is written. */
  footHeight: 4,
  /** Entries a table above the last level names; a PT has the table of entries for that. */
  entriesMax: 2,
} as const;

export interface TreeNode extends TableFrame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly compact: boolean;
  readonly slotMapHeight: number;
  readonly hasFooter: boolean;
}

export interface TreeLink {
  readonly key: string;
  readonly path: string;
  readonly onPath: boolean;
  readonly changed: boolean;
}

export interface GfnGroup {
  readonly level: number;
  readonly name: string;
  /** Nine binary digits. */
  readonly bits: string;
  readonly index: number;
  readonly x: number;
}

export interface TreePicture {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly TreeNode[];
  readonly links: readonly TreeLink[];
  /** The selected gfn, cut into the four indices of its walk. */
  readonly gfn: { readonly text: string; readonly groups: readonly GfnGroup[] } | null;
  readonly nodeWidth: number;
}

/** What hangs in the layout: a table, or a stand-in that keeps the levels of an unlinked one aligned. */
interface Item {
  readonly key: string;
  readonly table: TableFrame | null;
  readonly height: number;
  readonly children: readonly Item[];
}

export interface TreeRoom {
  readonly width: number;
  /** There is little height: what can be read elsewhere is left out. */
  readonly low?: boolean;
}

export function treePicture(input: PictureInput, { low = false, width }: TreeRoom): TreePicture {
  const nodeWidth = nodeWidthFor(width);
  const column = nodeWidth + TREE.columnGap;
  const nodes = placeItems(itemsOf(tableFrames(input), low)).flatMap(({ item, y }) => {
    const { height, table } = item;
    if (table === null) return [];
    const x = (ROOT_LEVEL - table.level) * column;
    const compact = isCompact(table);
    return [{ ...table, ...partsOf(table, low), x, y, width: nodeWidth, height, compact }];
  });
  return {
    width: ROOT_LEVEL * nodeWidth + (ROOT_LEVEL - 1) * TREE.columnGap,
    height: Math.max(0, ...nodes.map((node) => node.y + node.height)),
    nodes,
    links: linksOf(nodes),
    gfn: gfnGroups(input, column),
    nodeWidth,
  };
}

function nodeWidthFor(width: number): number {
  const free = (width - (ROOT_LEVEL - 1) * TREE.columnGap) / ROOT_LEVEL;
  return Math.floor(Math.max(TREE.nodeWidthMin, Math.min(TREE.nodeWidthMax, free)));
}

const UNWRITTEN: ReadonlyMap<number, SpteWrite> = new Map();

function tableFrames(input: PictureInput): TableFrame[] {
  const { layout, selection, view } = input;
  const reachable = reachableFrames(view, layout);
  const writes = writesByFrame(changedSptes(view, stepAt(input)));
  const path = selection === null ? [] : walkTo(view, layout, selection.gfn);
  const frames = Array.from({ length: view.map.shape.frames }, (_, frame) => frame);
  return frames
    .filter((frame) => reachable.has(frame) || readFrame(view, frame).life !== 'free')
    .map((frame) =>
      tableFrame({
        view,
        layout,
        frame,
        reachable: reachable.has(frame),
        pathIndex: path.find((step) => step.frame === frame)?.index ?? null,
        writes: writes.get(frame) ?? UNWRITTEN,
        entriesMax: TREE.entriesMax,
      }),
    );
}

function isCompact(table: TableFrame): boolean {
  return !table.onPath && !table.changed;
}

type NodeParts = Pick<TreeNode, 'slotMapHeight' | 'hasFooter'>;

/** The footer of a linked table says how much an entry spans, of another one what became of it. */
function partsOf({ standing }: TableFrame, low: boolean): NodeParts {
  return {
    slotMapHeight: low ? TREE.slotMapLowHeight : TREE.slotMapHeight,
    hasFooter: !low || standing !== 'linked',
  };
}

/** Height of a box down to its first entry. */
function entriesTop({ slotMapHeight }: NodeParts): number {
  return TREE.headerHeight + slotMapHeight + TREE.slotMapGap;
}

function nodeHeight(table: TableFrame, low: boolean): number {
  if (isCompact(table)) return TREE.compactHeight;
  const parts = partsOf(table, low);
  // Room for the entry that a step changes, beside that on the path: else all below would jump at the step.
  const entries = table.level === 1 ? TREE.entriesMax : table.entries.length;
  const rows = entries + (table.more > 0 ? 1 : 0);
  const foot = parts.hasFooter ? TREE.footerHeight : TREE.footHeight;
  return entriesTop(parts) + rows * TREE.rowHeight + foot;
}

/** Linked tables under their parents; the others under stand-ins, in the column of their level. */
function itemsOf(tables: readonly TableFrame[], low: boolean): Item {
  const byFrame = new Map(tables.map((table) => [table.frame, table]));
  const hung = new Set<number>();
  const itemOf = (table: TableFrame): Item => {
    hung.add(table.frame);
    const children = table.links
      .flatMap(({ frame }) => byFrame.get(frame) ?? [])
      .filter(({ frame, level }) => level === table.level - 1 && !hung.has(frame))
      .map(itemOf);
    return { key: table.key, table, height: nodeHeight(table, low), children };
  };
  const isLinkedRoot = ({ level, standing }: TableFrame): boolean =>
    level === ROOT_LEVEL && standing === 'linked';
  const roots = tables.filter(isLinkedRoot).map(itemOf);
  const loose = [...tables]
    .sort((one, other) => other.level - one.level || one.frame - other.frame)
    .flatMap((table) => (hung.has(table.frame) ? [] : [standIn(itemOf(table), table.level)]));
  return { key: 'top', table: null, height: 0, children: [...roots, ...loose] };
}

function standIn(item: Item, level: number): Item {
  if (level >= ROOT_LEVEL) return item;
  const above: Item = {
    key: `${item.key}-above-${level}`,
    table: null,
    height: 0,
    children: [item],
  };
  return standIn(above, level + 1);
}

/**
 * Boxes of different heights, each level with the first of its children: so the selected path, which
 * comes first, is one line along the top, and everything else is below it.
 */
function placeItems(items: Item): { item: Item; y: number }[] {
  const root = hierarchy(items, (item) => item.children).sort(pathFirst);
  const blocks = new Map<HierarchyNode<Item>, number>();
  const blockOf = (node: HierarchyNode<Item>): number => blocks.get(node) ?? 0;
  root.eachAfter((node) => {
    const below = (node.children ?? []).map(blockOf);
    const gaps = Math.max(0, below.length - 1) * TREE.siblingGap;
    const sum = below.reduce((total, height) => total + height, gaps);
    blocks.set(node, Math.max(node.data.height, sum));
  });
  const placed: { item: Item; y: number }[] = [];
  const tops = new Map<HierarchyNode<Item>, number>();
  root.eachBefore((node) => {
    const top = tops.get(node) ?? 0;
    placed.push({ item: node.data, y: top });
    let y = top;
    for (const child of node.children ?? []) {
      tops.set(child, y);
      y += blockOf(child) + TREE.siblingGap;
    }
  });
  return placed;
}

/** Siblings stay in the order of their entries, but for the one on the path, and unlinked ones last. */
function pathFirst(one: HierarchyNode<Item>, other: HierarchyNode<Item>): number {
  const rank = ({ data }: HierarchyNode<Item>): number => {
    if (data.table === null) return 2;
    return data.table.onPath ? 0 : 1;
  };
  return rank(one) - rank(other);
}

function linksOf(nodes: readonly TreeNode[]): TreeLink[] {
  const byFrame = new Map(nodes.map((node) => [node.frame, node]));
  return nodes.flatMap((parent) =>
    parent.links.flatMap(({ frame, index }) => {
      const child = byFrame.get(frame);
      if (child === undefined || child.level !== parent.level - 1) return [];
      const source = { x: parent.x + parent.width, y: entryY(parent, index) };
      // The arrow's head ends at the box; its tip takes the last pixels.
      const target = { x: child.x - 6, y: child.y + TREE.headerHeight / 2 + 1 };
      const entry = parent.entries.find((one) => one.index === index);
      return [
        {
          key: `${parent.key}-${index}-${child.key}`,
          path: bumpAcross(source, target),
          onPath: parent.onPath && child.onPath && entry?.onPath === true,
          changed: entry?.changed === true,
        },
      ];
    }),
  );
}

/** Height of an entry's line in its box; the middle of the box when it has none. */
function entryY(node: TreeNode, index: number): number {
  const row = node.entries.findIndex((entry) => entry.index === index);
  if (node.compact || row < 0) return node.y + node.height / 2;
  return node.y + entriesTop(node) + (row + 0.5) * TREE.rowHeight;
}

function gfnGroups({ selection }: PictureInput, column: number): TreePicture['gfn'] {
  if (selection === null) return null;
  const groups = [4, 3, 2, 1].map((level, i) => {
    const index = Math.floor(selection.gfn / 2 ** (INDEX_BITS * (level - 1))) % 2 ** INDEX_BITS;
    return {
      level,
      name: tableName(level),
      bits: index.toString(2).padStart(INDEX_BITS, '0'),
      index,
      x: i * column,
    };
  });
  return { text: hexOf(selection.gfn), groups };
}
