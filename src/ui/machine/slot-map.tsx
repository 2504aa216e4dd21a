import { memo } from 'react';
import {
  SLOT_COLUMNS,
  SLOT_ROWS,
  slotPlace,
  type MarkLook,
  type SlotMap as SlotMapModel,
  type SlotMarks,
} from '../../view/machine/slot-map.ts';
import styles from './slot-map.module.css';

/** Units of the drawing per slot; a mark leaves a gap of one around it. */
const CELL = 6;

export interface SlotMapProps {
  readonly slots: SlotMapModel;
  readonly height: number;
  /** A cell of the tree grid, unless it stands where there is none. */
  readonly role?: 'gridcell' | 'img';
}

/** The 512 slots of a table: filled, hollow, half or crossed, by what the entry is. */
export const SlotMap = memo(function SlotMap({ height, role = 'gridcell', slots }: SlotMapProps) {
  return (
    <svg
      className={styles['map']}
      height={height}
      viewBox={`0 0 ${SLOT_COLUMNS * CELL} ${SLOT_ROWS * CELL}`}
      preserveAspectRatio="none"
      role={role}
      aria-label={slots.label}
    >
      <rect className={styles['ground']} width={SLOT_COLUMNS * CELL} height={SLOT_ROWS * CELL} />
      {slots.marks.map((marks) => (
        <Marks key={marks.look} marks={marks} />
      ))}
      {slots.selected !== null && (
        <rect
          className={styles['selected']}
          x={slots.selected.column * CELL - 0.5}
          y={slots.selected.row * CELL - 0.5}
          width={CELL + 1}
          height={CELL + 1}
        />
      )}
    </svg>
  );
});

/** One path for all that look the same: a full table has 512 marks. */
const Marks = memo(function Marks({ marks: { indices, look } }: { readonly marks: SlotMarks }) {
  const path = indices.map((index) => markPath(look, index)).join('');
  return <path className={styles['mark']} data-look={look} d={path} />;
});

/** The shape says what the colour says. */
function markPath(look: MarkLook, index: number): string {
  const { column, row } = slotPlace(index);
  const x = column * CELL + 0.5;
  const y = row * CELL + 0.5;
  const size = CELL - 1;
  const half = size / 2;
  switch (look) {
    case 'table':
      return `M${x},${y}l${size},${half}l${-size},${half}z`;
    case 'protected':
      return `M${x},${y + size}h${size}v${-size}z`;
    case 'read-only':
      return `M${x},${y + half}h${size}v${half}h${-size}z`;
    case 'frozen':
      return `M${x},${y}l${size},${size}m0,${-size}l${-size},${size}`;
    case 'mmio':
      return `M${x + 1},${y + half}l${half - 1},${1 - half}l${half - 1},${half - 1}l${1 - half},${half - 1}z`;
    case 'clean':
      return `M${x + 0.5},${y + 0.5}h${size - 1}v${size - 1}h${1 - size}z`;
    case 'dirty':
    case 'emptied':
      return `M${x},${y}h${size}v${size}h${-size}z`;
  }
}

/** One mark of each look that is on the page, with its name. */
export function SlotLegend({
  looks,
  word,
}: {
  readonly looks: readonly MarkLook[];
  readonly word: (look: MarkLook) => string;
}) {
  return (
    <ul className={styles['legend']} aria-label="What the slots look like">
      {looks.map((look) => (
        <li key={look}>
          <svg width="9" height="9" viewBox={`0 0 ${CELL} ${CELL}`} aria-hidden="true">
            <path className={styles['mark']} data-look={look} d={markPath(look, 0)} />
          </svg>
          {word(look)}
        </li>
      ))}
    </ul>
  );
}
