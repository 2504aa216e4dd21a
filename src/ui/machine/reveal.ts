/** Top and bottom of something, in one common coordinate. */
export interface Extent {
  readonly top: number;
  readonly bottom: number;
}

/** How far to scroll so that `target` is in the middle of the view; nothing when all of it is in view. */
export function scrollToReveal({ target, view }: { target: Extent; view: Extent }): number {
  if (target.top >= view.top && target.bottom <= view.bottom) return 0;
  const middle = (target.top + target.bottom - view.top - view.bottom) / 2;
  // Of what is taller than the view, the beginning.
  return Math.min(middle, target.top - view.top);
}

/**
 * Scrolls the panes of the panel, and only them: in a page of one column the reader scrolls, and
 * stepping must not take the page away from under a finger.
 */
export function reveal(element: HTMLElement): void {
  for (const scroller of scrollersOf(element)) {
    if (!overflows(scroller)) continue;
    scroller.scrollTop += scrollToReveal({
      target: element.getBoundingClientRect(),
      view: visibleExtent(scroller),
    });
  }
}

/** The panes that an element is in, the innermost first. */
export function scrollersOf(element: Element): Element[] {
  const scroller = element.closest('[data-scroller]');
  if (scroller === null) return [];
  return [scroller, ...(scroller.parentElement ? scrollersOf(scroller.parentElement) : [])];
}

const overflows = (pane: Element): boolean => pane.scrollHeight > pane.clientHeight;

/** What stays at the top covers what scrolls below it. */
function visibleExtent(scroller: Element): Extent {
  const { bottom, top } = scroller.getBoundingClientRect();
  const cover = [...scroller.querySelectorAll('[data-stays=true]')].find(
    (one) =>
      getComputedStyle(one).position === 'sticky' && scrollersOf(one).find(overflows) === scroller,
  );
  return { top: top + (cover?.clientHeight ?? 0), bottom };
}
