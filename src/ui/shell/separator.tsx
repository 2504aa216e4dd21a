import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import css from './workbench-view.module.css';

/**
 * The edge between two regions: dragged, or moved by arrow keys, Home and End; a double click gives
 * the usual size back. It changes the size of the region it names, in CSS pixels.
 *
 * Written here because a library for it is a tenth of what the page may load at first.
 * ref: ARIA Authoring Practices, window splitter
 */
export interface SeparatorProps {
  readonly name: string;
  /** Which way the edge itself runs. */
  readonly orientation: 'vertical' | 'horizontal';
  /** 1 if moving right or down makes the region larger, -1 if it makes it smaller. */
  readonly direction: 1 | -1;
  readonly size: number;
  readonly sizeMin: number;
  readonly sizeMax: number;
  readonly sizeUsual: number;
  readonly onResize: (size: number) => void;
}

const KEY_STEP = 16;

export function Separator(props: SeparatorProps) {
  const { name, orientation, size, sizeMin, sizeMax, sizeUsual, onResize } = props;
  const drag = useSeparatorDrag(props);
  const onKeyDown = (event: KeyboardEvent): void => {
    const wanted = sizeByKey(props, event.key);
    if (wanted === null) return;
    // The arrows step the run everywhere else.
    event.preventDefault();
    event.stopPropagation();
    onResize(clamp(props, wanted));
  };
  return (
    <div
      className={css['handle']}
      role="separator"
      tabIndex={0}
      aria-label={name}
      aria-orientation={orientation}
      aria-valuenow={Math.round(size)}
      aria-valuemin={sizeMin}
      aria-valuemax={Math.round(sizeMax)}
      onKeyDown={onKeyDown}
      onDoubleClick={() => onResize(clamp(props, sizeUsual))}
      {...drag}
    />
  );
}

function clamp({ sizeMin, sizeMax }: SeparatorProps, size: number): number {
  return Math.max(sizeMin, Math.min(size, sizeMax));
}

function sizeByKey(
  { orientation, direction, size, sizeMin, sizeMax }: SeparatorProps,
  key: string,
): number | null {
  const [less, more] =
    orientation === 'vertical' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
  switch (key) {
    case less:
      return size - direction * KEY_STEP;
    case more:
      return size + direction * KEY_STEP;
    case 'Home':
      return sizeMin;
    case 'End':
      return sizeMax;
    default:
      return null;
  }
}

function useSeparatorDrag(props: SeparatorProps) {
  const start = useRef<{ readonly at: number; readonly size: number } | null>(null);
  const along = (event: PointerEvent): number =>
    props.orientation === 'vertical' ? event.clientX : event.clientY;
  return {
    onPointerDown: (event: PointerEvent<HTMLDivElement>): void => {
      event.currentTarget.setPointerCapture(event.pointerId);
      start.current = { at: along(event), size: props.size };
    },
    onPointerMove: (event: PointerEvent): void => {
      if (start.current === null) return;
      const moved = (along(event) - start.current.at) * props.direction;
      props.onResize(clamp(props, start.current.size + moved));
    },
    onPointerUp: (): void => {
      start.current = null;
    },
    onPointerCancel: (): void => {
      start.current = null;
    },
  };
}
