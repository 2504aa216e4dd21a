/**
 * Where the focus goes when a view takes the place of the workbench, and when it is left. Browsers forget it
 * with the element that had it, and keyboards and screen readers are then back at the beginning of the page.
 * A view marks where it is to begin by `data-arrival` with its name; who opened it has the focus afterwards.
 */
import type { Workbench } from '../state/create-workbench.ts';
import { showSkipLinks } from '../ui/shell/show-skip-links.tsx';

/** A view comes late; after so long the reader has given it up. */
const PATIENCE_MS = 5000;

export function placeFocus(workbench: Workbench): void {
  const { store } = workbench;
  showSkipLinks(workbench);
  const turnView = focusOfTurns();
  const turnReading = focusOfTurns();
  store.subscribe(({ view, reading }, before) => {
    if (view !== before.view) turnView({ from: before.view, to: view });
    else if (reading !== before.reading) {
      turnReading({ from: nameOfMode(before.reading), to: nameOfMode(reading) });
    }
  });
}

const nameOfMode = (reading: boolean): string | null => (reading ? 'reading' : null);

interface Turn {
  /** Null is the workbench. */
  readonly from: string | null;
  readonly to: string | null;
}

function focusOfTurns(): (turn: Turn) => void {
  let opener: Opener | null = null;
  return ({ from, to }) => {
    if (from === null) opener = openerNow();
    focusWhenThere(() => {
      if (from !== null && arrivalOf(from) !== null) return null; // it is still the old page
      if (to !== null) return arrivalOf(to);
      return opener === null ? mainRegion() : again(opener);
    });
  };
}

function arrivalOf(name: string): HTMLElement | null {
  return document.querySelector(`[data-arrival="${name}"]`);
}

/** What was pressed: by kind and name, since it is another element when the page is there again. */
interface Opener {
  readonly kind: string;
  readonly name: string;
}

function openerNow(): Opener | null {
  const { activeElement } = document;
  if (activeElement === null || activeElement === document.body) return null;
  const element = buttonOfPanel(activeElement) ?? activeElement;
  return { kind: element.localName, name: nameOf(element) };
}

/** An entry of a menu goes with its panel: the button that shows the panel stays. */
function buttonOfPanel(entry: Element): Element | undefined {
  return [...document.querySelectorAll('button[aria-controls]')].find((button) =>
    document.getElementById(button.getAttribute('aria-controls') ?? '')?.contains(entry),
  );
}

function again(opener: Opener): HTMLElement | null {
  if (opener.name === '') return null;
  const sameKind = [...document.querySelectorAll<HTMLElement>(opener.kind)];
  return sameKind.find((element) => nameOf(element) === opener.name) ?? null;
}

/** Of a page whose view came with a link, or was opened by a key while nothing had the focus. */
function mainRegion(): HTMLElement | null {
  const main = document.querySelector('main');
  if (main !== null) main.tabIndex = -1;
  return main;
}

function nameOf(element: Element): string {
  return element.getAttribute('aria-label') ?? element.textContent.trim();
}

let stopWaiting = (): void => undefined;

/** Not once something else has it: the reader was faster, or nothing was taken away. */
function focusWhenThere(find: () => HTMLElement | null): void {
  stopWaiting();
  const { activeElement: had } = document;
  const observer = new MutationObserver(() => {
    const { activeElement: has } = document;
    const isFree = has === null || has === document.body;
    const wanted = isFree ? find() : null;
    if (!isFree && has !== had) stopWaiting();
    if (wanted === null) return;
    stopWaiting();
    wanted.focus();
  });
  const timer = setTimeout(() => stopWaiting(), PATIENCE_MS);
  stopWaiting = (): void => {
    observer.disconnect();
    clearTimeout(timer);
  };
  observer.observe(document.body, { childList: true, subtree: true });
}
