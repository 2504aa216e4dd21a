import { useEffect, type RefObject } from 'react';

/** Marks the region that has a keyboard's focus beside the panel: the panel must not cover it. */
export function useUncoveredFocus(panel: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const place = panel.current?.parentElement ?? null;
    const around = place?.parentElement ?? null;
    if (around === null) return undefined;
    const mark = (focused: EventTarget | null): void => {
      const shown = focused instanceof Element && focused.matches(':focus-visible');
      for (const region of around.children) {
        region.toggleAttribute(
          'data-uncovered',
          shown && region !== place && region.contains(focused),
        );
      }
    };
    const onFocusIn = ({ target }: FocusEvent): void => mark(target);
    const onFocusOut = (): void => mark(null);
    around.addEventListener('focusin', onFocusIn);
    around.addEventListener('focusout', onFocusOut);
    return () => {
      around.removeEventListener('focusin', onFocusIn);
      around.removeEventListener('focusout', onFocusOut);
      onFocusOut();
    };
  }, [panel]);
}
