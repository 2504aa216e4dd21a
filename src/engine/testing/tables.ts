/**
 * Page tables as text, so that a test shows the tables it speaks about:
 *
 *     PML4 0x40
 *       [0] -> PDPT 0x41
 *         [0] -> PD 0x42
 *           [1] -> PT 0x43
 *             [5] gfn 0x205 pfn 0x9a05 RWX A· HM
 */
import { hasAny, hex64, type Word64 } from '../../base/word64.ts';
import { isShadowPresentLeaf, isShadowPresentPte, spteToPfn } from '../layout/predicates.ts';
import type { SpteLayout } from '../layout/spte-layout.ts';
import { gfnsPerEntry, readFrameEntries, type StateView } from '../state/readers.ts';
import { FRAME_PFN_BASE, framePfn } from '../state/shape.ts';

const NAMES: readonly string[] = ['', 'PT', 'PD', 'PDPT', 'PML4'];

function letters(layout: SpteLayout, spte: Word64): string {
  const { readable, writable, executable, accessed, dirty, hostWritable, mmuWritable } =
    layout.masks;
  const letter = (name: string, mask: Word64): string => (hasAny(spte, mask) ? name : '·');
  const permissions = letter('R', readable) + letter('W', writable) + letter('X', executable);
  const used = letter('A', accessed) + letter('D', dirty);
  return `${permissions} ${used} ${letter('H', hostWritable)}${letter('M', mmuWritable)}`;
}

const hex = (value: number): string => `0x${value.toString(16)}`;

interface Place {
  readonly frame: number;
  readonly level: number;
  readonly gfn: number;
  readonly indent: string;
}

function formatFrame(view: StateView, layout: SpteLayout, at: Place): string[] {
  const lines = readFrameEntries(view, at.frame).flatMap(({ index, spte }) => {
    const gfn = at.gfn + index * gfnsPerEntry(at.level);
    const head = `${at.indent}  [${index}]`;
    if (!isShadowPresentPte(layout, spte)) return [`${head} ${hex64(spte)}`];
    const pfn = spteToPfn(layout, spte);
    if (isShadowPresentLeaf(layout, spte, at.level)) {
      return [`${head} gfn ${hex(gfn)} pfn ${hex(pfn)} ${letters(layout, spte)}`];
    }
    const child = {
      frame: pfn - FRAME_PFN_BASE,
      level: at.level - 1,
      gfn,
      indent: `${at.indent}  `,
    };
    return [
      `${head} -> ${NAMES[at.level - 1] ?? ''} ${hex(pfn)}`,
      ...formatFrame(view, layout, child),
    ];
  });
  return lines;
}

/** All tables reachable from the root in frame 0. */
export function formatTables(view: StateView, layout: SpteLayout): string {
  const lines = formatFrame(view, layout, { frame: 0, level: 4, gfn: 0, indent: '' });
  return [`PML4 ${hex(framePfn(0))}`, ...lines].join('\n');
}
