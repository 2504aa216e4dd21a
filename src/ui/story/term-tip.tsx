import { useEffect, useLayoutEffect, useRef, type PointerEvent } from 'react';
import type { GlossaryTerm } from '../../view/story/glossary.ts';
import css from './marked-text.module.css';

interface TermTipProps {
  readonly id: string;
  readonly term: GlossaryTerm;
  /** In the text: what the tip is beside. */
  readonly word: HTMLElement;
  readonly onEnter: () => void;
  readonly onLeave: (event: PointerEvent) => void;
  readonly onClose: () => void;
}

/** Between the word and the tip, and to the edges of the window: CSS pixels. */
const GAP = 4;
const MARGIN = 8;

/** What a word means. Over everything else, where nothing scrolls or cuts it. */
export function TermTip({ id, term, word, onEnter, onLeave, onClose }: TermTipProps) {
  const tip = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const element = tip.current;
    if (element === null) return undefined;
    // Older browsers have no top layer: there it is where its style puts it.
    if ('showPopover' in element) element.showPopover();
    const place = (): void => placeBeside(word, element);
    place();
    window.addEventListener('scroll', place, { capture: true, passive: true });
    window.addEventListener('resize', place);
    return () => {
      window.removeEventListener('scroll', place, { capture: true });
      window.removeEventListener('resize', place);
    };
  }, [word, term]);
  useClosing({ tip, word, onClose });
  return (
    <span
      ref={tip}
      id={id}
      role="tooltip"
      popover="manual"
      className={css['tip']}
      onPointerEnter={onEnter}
      onPointerLeave={onLeave}
    >
      <b>{term.term}</b>
      {term.long !== undefined && <span className={css['long']}> {term.long}</span>}
      <span className={css['meaning']}>{term.meaning}.</span>
    </span>
  );
}

function placeBeside(word: HTMLElement, tip: HTMLElement): void {
  const [first = word.getBoundingClientRect()] = word.getClientRects();
  const { height, width } = tip.getBoundingClientRect();
  const left = Math.min(first.left, document.documentElement.clientWidth - width - MARGIN);
  const below = first.bottom + GAP;
  const fits = below + height + MARGIN <= window.innerHeight;
  tip.style.left = `${Math.max(MARGIN, left)}px`;
  tip.style.top = `${fits ? below : Math.max(MARGIN, first.top - GAP - height)}px`;
}

interface Closing {
  readonly tip: { readonly current: HTMLElement | null };
  readonly word: HTMLElement;
  readonly onClose: () => void;
}

/** Escape, and a tap anywhere else; a view that Escape would leave is not left by it. */
function useClosing({ tip, word, onClose }: Closing): void {
  const latest = useRef(onClose);
  useEffect(() => {
    latest.current = onClose;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      latest.current();
    };
    const onDown = ({ target }: Event): void => {
      if (!(target instanceof Node) || word.contains(target)) return;
      if (tip.current?.contains(target) !== true) latest.current();
    };
    window.addEventListener('keydown', onKey, { capture: true });
    window.addEventListener('pointerdown', onDown, { capture: true });
    return () => {
      window.removeEventListener('keydown', onKey, { capture: true });
      window.removeEventListener('pointerdown', onDown, { capture: true });
    };
  }, [tip, word]);
}
