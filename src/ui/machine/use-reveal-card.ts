import { useEffect } from 'react';
import { reveal } from './reveal.ts';

/** Where not all cards are in sight: the one that moved, and before it what a TLB has stale. */
export function useRevealCard(container: HTMLElement | null, picture: string): void {
  useEffect(() => {
    const cards = container?.querySelector('[data-scroller="cards"]');
    if (!cards || cards.scrollHeight <= cards.clientHeight) return;
    for (const wanted of ['[data-moved=true]', '[data-tlb-anchor]']) {
      const element = cards.querySelector<HTMLElement>(wanted);
      if (element) reveal(element);
    }
  }, [container, picture]);
}
