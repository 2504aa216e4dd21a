/**
 * A copy of a region outside of the window, as tall as its content: what the page scrolls, a picture
 * shows in full. The region itself is left alone.
 */
import controls from '../controls/controls.module.css';
import { measureArrows } from '../machine/measure-arrows.ts';

export interface Stage {
  readonly element: HTMLElement;
  readonly strike: () => void;
}

export function stage(region: HTMLElement): Stage {
  const place = document.createElement('div');
  place.inert = true;
  place.style.cssText = 'position: absolute; top: 0; left: -30000px';
  place.style.width = `${region.getBoundingClientRect().width}px`;
  const element = region.cloneNode(true) as HTMLElement;
  place.append(element);
  document.body.append(place);
  const originals = [region, ...region.querySelectorAll('*')];
  [element, ...element.querySelectorAll('*')].forEach((copy, i) => {
    const original = originals[i];
    if (copy instanceof HTMLElement && original instanceof HTMLElement) unfold(copy, original);
    if (copy instanceof HTMLCanvasElement && original instanceof HTMLCanvasElement)
      copy.getContext('2d')?.drawImage(original, 0, 0); // a clone of one is empty
  });
  leaveControlsOut(element);
  placeArrows(element);
  return { element, strike: () => place.remove() };
}

/**
 * What does nothing in a picture: buttons (the quiet ones have words that the picture would miss), fields
 * with their labels, what is folded away, and what says so of itself.
 */
const CONTROLS = [
  `.${controls['button']}:not(.${controls['quiet']})`,
  `.${controls['icon']}`,
  'input, select, textarea',
  'label:has(+ :is(input, select, textarea), :is(input, select, textarea))',
  'details:not([open])',
  '[data-screen-only]',
].join();

function leaveControlsOut(element: HTMLElement): void {
  for (const control of element.querySelectorAll(CONTROLS)) control.remove();
  // Words that lead somewhere stay, and look like the words beside them.
  for (const words of element.querySelectorAll<HTMLElement>('a, button, [role="button"]')) {
    if (getComputedStyle(words).textDecorationLine !== 'underline') continue;
    words.style.textDecoration = 'none';
    words.style.color = 'inherit';
  }
}

/** As tall as what is in it, and as wide as the original is without its scroll bar. */
function unfold(copy: HTMLElement, original: HTMLElement): void {
  // What the page lays out only when it is scrolled to has its own size here, too.
  copy.style.contentVisibility = 'visible';
  const { overflowX, overflowY } = getComputedStyle(original);
  const scrolls = /auto|scroll/.test(overflowX + overflowY);
  if (!scrolls && copy.parentElement?.inert !== true) return;
  copy.style.height = 'auto';
  copy.style.maxHeight = 'none';
  copy.style.flex = 'none';
  if (scrolls) copy.style.overflow = 'visible';
  const bar = original.offsetWidth - original.clientWidth;
  if (scrolls && bar > 2) copy.style.width = `${original.clientWidth}px`;
}

/** What was scrolled is somewhere else in the copy, and what an arrow points at with it. */
function placeArrows(copy: HTMLElement): void {
  for (const drawing of copy.querySelectorAll('svg[data-stale-arrows]')) {
    if (drawing.parentElement === null) continue;
    const paths = drawing.querySelectorAll(':scope > path');
    measureArrows(drawing.parentElement).forEach(({ path }, i) => {
      paths[i]?.setAttribute('d', path);
    });
  }
}
