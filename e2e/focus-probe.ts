/** What a page itself knows of its focus: where it is, whether one sees it, what stands where. */
import type { Page } from 'playwright-core';

/** Where the focus is. */
export interface Stop {
  /** The same element has the same number. */
  readonly id: number;
  readonly role: string;
  readonly name: string;
  /** What is wrong with it by itself: not seen, or without a ring. */
  readonly faults: readonly string[];
  /** What was before it and is read after it. */
  readonly backwards: string | null;
}

type Probed = typeof globalThis & {
  probe: {
    readonly ids: WeakMap<Element, number>;
    lastId: number;
    before: Element | null;
    readonly lookAtFocus: typeof lookAtFocus;
    readonly neverFocused: typeof neverFocused;
  };
};

/** The functions below run in the page. */
export class FocusProbe {
  readonly #page: Page;

  private constructor(page: Page) {
    this.#page = page;
  }

  static async install(page: Page): Promise<FocusProbe> {
    const functions = [idOf, nameOf, roleOf, told, boxOf, isSeen, looks, hasRing, branchesOf]
      .concat([isBackwards, scope, canHaveFocus, focusable, lookAtFocus, neverFocused] as never)
      .map(String);
    await page.evaluate(`(() => {
      ${functions.join('\n')}
      globalThis.probe = { ids: new WeakMap(), lastId: 0, before: null, lookAtFocus, neverFocused };
    })()`);
    return new FocusProbe(page);
  }

  /** Null when nothing has the focus. */
  look(): Promise<Stop | null> {
    return this.#page.evaluate(() => (globalThis as Probed).probe.lookAtFocus());
  }

  /** What could have the focus, but for these. */
  missed(ids: readonly number[]): Promise<string[]> {
    return this.#page.evaluate((seen) => (globalThis as Probed).probe.neverFocused(seen), ids);
  }
}

function idOf(element: Element): number {
  const { probe } = globalThis as Probed;
  const id = probe.ids.get(element) ?? ++probe.lastId;
  probe.ids.set(element, id);
  return id;
}

function nameOf(element: Element): string {
  const labelledby = element.getAttribute('aria-labelledby');
  const label = labelledby === null ? null : document.getElementById(labelledby)?.textContent;
  const ofInput = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : null;
  const name = element.getAttribute('aria-label') ?? label ?? ofInput ?? element.textContent;
  return name.trim().replace(/\s+/g, ' ').slice(0, 60);
}

function roleOf(element: Element): string {
  return element.getAttribute('role') ?? element.tagName.toLowerCase();
}

function told(element: Element): string {
  return `${roleOf(element)} “${nameOf(element)}”`;
}

/** What is painted of it: of itself, or of what it has in it when it is no box of its own. */
function boxOf(element: Element): DOMRect {
  if (getComputedStyle(element).display !== 'contents') return element.getBoundingClientRect();
  const boxes = [...element.children].map(boxOf).filter(({ width }) => width > 0);
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const right = Math.max(...boxes.map((box) => box.right));
  const bottom = Math.max(...boxes.map((box) => box.bottom));
  return new DOMRect(left, top, right - left, bottom - top);
}

/** Some point of it is within the window, and painted over by nothing else. */
function isSeen(element: Element): boolean {
  const { bottom, left, right, top } = element.getBoundingClientRect();
  const across = [0.5, 0.15, 0.85].map((part) => left + (right - left) * part);
  const down = [0.5, 0.15, 0.85].map((part) => top + (bottom - top) * part);
  return across.some((x) =>
    down.some((y) => {
      const painted = document.elementsFromPoint(x, y)[0];
      return painted !== undefined && (element.contains(painted) || painted.contains(element));
    }),
  );
}

/** All by which a ring could be drawn: of it, and of what is in it. */
function looks(element: Element): string {
  const parts = [element, ...element.querySelectorAll('*')].slice(0, 12);
  const styles = parts.flatMap((part) => [
    getComputedStyle(part),
    getComputedStyle(part, '::after'),
  ]);
  return styles
    .map((style) =>
      [
        style.outlineStyle === 'none' ? '' : `${style.outlineWidth} ${style.outlineColor}`,
        style.boxShadow,
        style.backgroundColor,
        style.borderColor,
        style.stroke,
      ].join(';'),
    )
    .join('|');
}

function hasRing(element: HTMLElement): boolean {
  const focused = looks(element);
  element.blur();
  const plain = looks(element);
  element.focus({ preventScroll: true });
  return focused !== plain;
}

function branchesOf(element: Element): Element[] {
  return element.parentElement === null
    ? [element]
    : [...branchesOf(element.parentElement), element];
}

/**
 * Is the second one read before the first? Of the two parts of what both are in, that is read first which
 * is wholly above and not further right; or, beside the other, wholly on its left.
 */
function isBackwards(one: Element, other: Element): boolean {
  const [path, otherPath] = [branchesOf(one), branchesOf(other)];
  const at = path.findIndex((element, depth) => element !== otherPath[depth]);
  const [a, b] = [path[at], otherPath[at]];
  if (a === undefined || b === undefined) return false; // one is within the other
  // What keeps its place while the rest scrolls is neither above nor below it.
  if ([a, b].some((part) => ['fixed', 'sticky'].includes(getComputedStyle(part).position)))
    return false;
  const [first, second] = [boxOf(a), boxOf(b)];
  if (second.bottom <= first.top + 1) return second.left < first.right - 1;
  const isBeside = second.top < first.bottom - 1;
  return isBeside && second.right <= first.left + 1;
}

/** What Tab goes through: the page, or the dialog over it. */
function scope(): Element {
  return document.querySelector('dialog:modal') ?? document.body;
}

function canHaveFocus(element: HTMLElement): boolean {
  if (element instanceof HTMLInputElement && element.type === 'radio' && !element.checked)
    return false;
  return (
    element.tabIndex >= 0 &&
    !element.matches(':disabled') &&
    element.closest('[inert]') === null &&
    element.checkVisibility({ visibilityProperty: true })
  );
}

function focusable(): HTMLElement[] {
  const kinds = 'a[href], button, input, select, textarea, summary, [tabindex]';
  return [...scope().querySelectorAll<HTMLElement>(kinds)].filter(canHaveFocus);
}

function lookAtFocus(): Stop | null {
  const { probe } = globalThis as Probed;
  const { activeElement: element } = document;
  const last = probe.before;
  const isNone = !(element instanceof HTMLElement) || element === document.body;
  probe.before = isNone ? null : element;
  if (isNone) return null;
  const isRound = focusable()[0] === element; // from the last to the first
  const faults = [
    ...(isSeen(element) ? [] : ['has the focus and is not seen']),
    ...(hasRing(element) ? [] : ['does not show the focus']),
  ];
  return {
    id: idOf(element),
    role: roleOf(element),
    name: nameOf(element),
    faults,
    backwards:
      !isRound && last?.isConnected === true && isBackwards(last, element) ? told(last) : null,
  };
}

function neverFocused(seen: readonly number[]): string[] {
  return focusable()
    .filter((element) => !seen.includes(idOf(element)))
    .map(told);
}
