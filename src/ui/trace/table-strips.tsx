import { useMemo, type KeyboardEvent, type MouseEvent } from 'react';
import type { TablesReply } from '../../protocol/trace.ts';
import { useTrace, useTraceState } from '../../state/trace/trace-port.ts';
import { SLOT_COLUMNS, SLOT_ROWS, lookWord } from '../../view/machine/slot-map.ts';
import { cursorAfter } from '../../view/trace/map-cursor.ts';
import { stripPicture, type StripPicture } from '../../view/trace/strip-picture.ts';
import { SlotLegend, SlotMap } from '../machine/slot-map.tsx';
import css from './table-strips.module.css';

const HEIGHT = 96;

/** The tables on the way to a gfn, from the root down: all 512 entries of each. */
export function TableStrips({ strips }: TablesReply) {
  const layout = useTraceState(({ opened }) => opened?.layout ?? null);
  const pictures = useMemo(
    () => (layout === null ? [] : strips.map((strip) => stripPicture(strip, layout))),
    [layout, strips],
  );
  const looks = [...new Set(pictures.flatMap(({ slots }) => slots.marks.map(({ look }) => look)))];
  return (
    <div className={css['strips']}>
      {pictures.map((picture) => (
        <Strip key={picture.table} {...picture} />
      ))}
      <div className={css['legend']}>
        <SlotLegend looks={looks} word={lookWord} />
      </div>
    </div>
  );
}

/** Arrows and clicks go to another entry, and with it to another way down. */
function Strip({ gfnOf, index, level, slots, textOf, title }: StripPicture) {
  const { store } = useTrace();
  const go = (slot: number): void => store.setState({ gfn: gfnOf(slot) });
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = cursorAfter(event.key, index, { columns: SLOT_COLUMNS, pages: 512 });
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    go(next);
  };
  const onClick = ({ clientX, clientY, currentTarget }: MouseEvent<HTMLDivElement>): void => {
    const { height, left, top, width } = currentTarget.getBoundingClientRect();
    const column = Math.floor(((clientX - left) / width) * SLOT_COLUMNS);
    const row = Math.floor(((clientY - top) / height) * SLOT_ROWS);
    go(Math.max(0, Math.min(row * SLOT_COLUMNS + column, 511)));
  };
  return (
    <section className={css['strip']} aria-label={`Level ${level}`}>
      <h3 className={css['title']}>
        Level {level}, {title}
      </h3>
      <div
        className={css['slots']}
        role="slider"
        tabIndex={0}
        aria-label={`Entry of level ${level}`}
        aria-valuemin={0}
        aria-valuemax={511}
        aria-valuenow={index}
        aria-valuetext={textOf(index)}
        onKeyDown={onKeyDown}
        onClick={onClick}
      >
        <SlotMap slots={slots} height={HEIGHT} role="img" />
      </div>
      <p className={css['text']}>
        {slots.label}. On the way: {textOf(index)}.
      </p>
    </section>
  );
}
