import { useEffect } from 'react';
import { treeGridTarget } from './tree-grid.ts';

export interface TreeGridKeysProps {
  /** What holds both the tree of tables and the entries of one. */
  readonly container: HTMLElement | null;
}

/** Keys in the tree grid, as long as it is on the page; a press is done by what a click would press. */
export function TreeGridKeys({ container }: TreeGridKeysProps) {
  useEffect(() => (container === null ? undefined : listen(container)), [container]);
  return null;
}

function listen(container: HTMLElement): () => void {
  const stopped = new AbortController();
  const { signal } = stopped;
  // Who has clicked on a row steps the run by Left and Right, as everywhere.
  let byMouse = false;
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (byMouse && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) return;
    const target = treeGridTarget(event.key, event.target);
    if (target === null) return;
    byMouse = false;
    event.preventDefault();
    // The same keys step the run elsewhere.
    event.stopPropagation();
    target.press?.click();
    if (target.focus) focusPart(target.focus);
  };
  const onLeave = ({ relatedTarget }: FocusEvent): void => {
    if (!(relatedTarget instanceof Node && container.contains(relatedTarget))) byMouse = false;
  };
  container.addEventListener('keydown', onKey, { signal });
  container.addEventListener('focusout', onLeave, { signal });
  container.addEventListener('pointerdown', () => (byMouse = true), { signal });
  return () => stopped.abort();
}

/** A cell of a row is no place for the focus until somebody goes there. */
function focusPart(part: HTMLElement | SVGElement): void {
  if (!part.hasAttribute('tabindex')) part.tabIndex = -1;
  part.focus();
}
