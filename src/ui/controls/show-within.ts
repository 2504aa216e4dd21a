/** Room kept between an item and the edge of what scrolls it. */
const MARGIN = 12;

/**
 * Scrolls a panel, and never the page, so that an item of it can be seen: on a phone, where the page
 * scrolls, the reader may be looking at something else.
 */
export function showWithin(item: Element, panel: Element | null): void {
  if (panel === null || panel.scrollHeight <= panel.clientHeight) return;
  const frame = panel.getBoundingClientRect();
  const box = item.getBoundingClientRect();
  const above = frame.top + MARGIN - box.top;
  const below = box.bottom - (frame.bottom - MARGIN);
  if (above > 0) panel.scrollBy({ top: -above });
  else if (below > 0) panel.scrollBy({ top: Math.min(below, -above) });
}
