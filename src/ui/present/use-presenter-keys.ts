import { useEffect, useRef } from 'react';

interface PresenterActs {
  readonly blank: boolean;
  readonly onNext: () => void;
  readonly onPrevious: () => void;
  /** To another region: 1 or -1. */
  readonly onTurn: (by: number) => void;
  readonly onBlank: (blank: boolean) => void;
  readonly onClose: () => void;
}

/** Keys that belong to an element, or to a dialog over the presentation. */
const OWN_KEYS = 'input, textarea, select, [role="grid"], [role="treegrid"]';

/**
 * What presenter remotes send (PageUp, PageDown, and b or a dot for a blank screen) and what a
 * presentation has besides: Up and Down for the region, Escape to leave. Before the keys of the page,
 * some of which are other things there.
 */
export function usePresenterKeys(acts: PresenterActs): void {
  const latest = useRef(acts);
  useEffect(() => {
    latest.current = acts;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (document.querySelector('dialog[open]') !== null) return;
      const { target } = event;
      if (target instanceof Element && target.closest(OWN_KEYS) !== null) return;
      const act = actOf(event.key, latest.current);
      if (act === null) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, []);
}

function actOf(key: string, acts: PresenterActs): (() => void) | null {
  // A key brings the picture back, and does nothing else: what it did would not have been seen.
  if (acts.blank) return () => acts.onBlank(false);
  switch (key) {
    case 'PageDown':
      return acts.onNext;
    case 'PageUp':
      return acts.onPrevious;
    case 'ArrowDown':
      return () => acts.onTurn(1);
    case 'ArrowUp':
      return () => acts.onTurn(-1);
    case 'b':
    case '.':
      return () => acts.onBlank(true);
    case 'Escape':
      return acts.onClose;
    default:
      return null;
  }
}
