/** Top and bottom of something, in one common coordinate. */
export interface Extent {
  readonly top: number;
  readonly bottom: number;
}

/** A little air between what is revealed and the edge. */
const AIR = 4;

/** How far to scroll so that `target` is in view; nothing when it is, or when there is no room for it. */
export function scrollToReveal({ target, view }: { target: Extent; view: Extent }): number {
  if (target.bottom > view.bottom) return target.bottom - view.bottom + AIR;
  if (target.top < view.top) return target.top - view.top - AIR;
  return 0;
}

/**
 * Scrolls the panel, and only the panel: in a page of one column the reader scrolls, and stepping must
 * not take the page away from under a finger.
 */
export function revealIn(scroller: HTMLElement, element: HTMLElement): void {
  if (scroller.scrollHeight <= scroller.clientHeight) return;
  scroller.scrollTop += scrollToReveal({
    target: element.getBoundingClientRect(),
    view: visibleExtent(scroller),
  });
}

/** What stays at the top covers what scrolls below it. */
function visibleExtent(scroller: HTMLElement): Extent {
  const { bottom, top } = scroller.getBoundingClientRect();
  const stays = scroller.querySelector('[data-stays=true]');
  return { top: stays === null ? top : top + stays.clientHeight, bottom };
}
