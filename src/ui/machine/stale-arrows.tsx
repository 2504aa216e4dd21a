import { useId, useLayoutEffect, useState } from 'react';
import { measureArrows, type Arrow } from './measure-arrows.ts';
import { useRevealCard } from './use-reveal-card.ts';
import styles from './stale-arrows.module.css';

export interface StaleArrowsProps {
  /** What holds both the TLB entries and the rows; the arrows are drawn over it. */
  readonly container: HTMLElement | null;
  /** Changes whenever the drawn things may have moved. */
  readonly picture: string;
}

const NONE: readonly Arrow[] = [];

/**
 * An arrow from each stale TLB entry to the row it contradicts. The two are laid out by the browser,
 * so they are measured once after each step and each resize, and only when something is stale.
 */
export default function StaleArrows({ container, picture }: StaleArrowsProps) {
  const id = useId();
  const [arrows, setArrows] = useState(NONE);
  useRevealCard(container, picture);
  useLayoutEffect(() => {
    if (container === null) return undefined;
    const measure = (): void => {
      const now = measureArrows(container);
      setArrows((was) => (sameArrows(was, now) ? was : now));
    };
    measure();
    if (typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(measure);
    observer.observe(container);
    // Scrolling does not bubble, but it is captured.
    container.addEventListener('scroll', measure, { capture: true, passive: true });
    return () => {
      observer.disconnect();
      container.removeEventListener('scroll', measure, { capture: true });
    };
  }, [container, picture]);
  if (arrows.length === 0) return null;
  return (
    <svg className={styles['arrows']} data-stale-arrows aria-hidden="true">
      <marker
        id={id}
        className={styles['head']}
        viewBox="0 0 8 8"
        refX="1"
        refY="4"
        markerWidth="8"
        markerHeight="8"
        markerUnits="userSpaceOnUse"
        orient="auto"
      >
        <path d="M0,0L8,4L0,8z" />
      </marker>
      {arrows.map(({ key, path }) => (
        <path key={key} className={styles['arrow']} d={path} markerEnd={`url(#${id})`} />
      ))}
    </svg>
  );
}

function sameArrows(one: readonly Arrow[], other: readonly Arrow[]): boolean {
  return one.length === other.length && one.every(({ path }, i) => path === other[i]?.path);
}
