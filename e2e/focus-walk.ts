/**
 * A view as a keyboard goes through it: Tab by Tab, until it comes round. Nothing here knows what is on the
 * page: where the focus may be is asked of the page, and in which order from where things stand.
 */
import type { Page } from 'playwright-core';
import { FocusProbe, type Stop } from './focus-probe.ts';

export interface FocusWalk {
  readonly stops: readonly Stop[];
  /** Did Tab come back to where it began? */
  readonly closed: boolean;
  /** What could have the focus, and never had it. */
  readonly missed: readonly string[];
}

/** More than any view has: so many Tabs that do not come round are a trap. */
const STOPS_MAX = 400;

export async function walkFocus(page: Page, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<FocusWalk> {
  const probe = await FocusProbe.install(page);
  const stops: Stop[] = [];
  let closed = false;
  for (let n = 0; n < STOPS_MAX && !closed; n++) {
    await page.keyboard.press(key);
    const stop = await probe.look();
    // Between the last and the first the browser's own bar has the focus.
    if (stop === null) continue;
    closed = stops[0]?.id === stop.id;
    if (!closed) stops.push(stop);
  }
  return { stops, closed, missed: await probe.missed(stops.map(({ id }) => id)) };
}

/** All that is wrong with a walk, a line each. */
export function walkFaults({ closed, missed, stops }: FocusWalk): string[] {
  const told = ({ name, role }: Stop): string => `${role} “${name}”`;
  const ids = stops.map(({ id }) => id);
  return [
    ...(closed ? [] : [`Tab does not come round in ${STOPS_MAX}`]),
    ...stops.filter(({ id }, at) => ids.indexOf(id) !== at).map((stop) => `twice: ${told(stop)}`),
    ...stops.flatMap((stop) => stop.faults.map((fault) => `${fault}: ${told(stop)}`)),
    ...stops.flatMap((stop) =>
      stop.backwards === null ? [] : [`${told(stop)} comes after ${stop.backwards}`],
    ),
    ...missed.map((what) => `never has the focus: ${what}`),
  ];
}

/** Presses Tab until what is called so has the focus; fails when it never has. */
export async function focusByTab(page: Page, name: RegExp): Promise<void> {
  const seen: string[] = [];
  const probe = await FocusProbe.install(page);
  for (let n = 0; n < STOPS_MAX; n++) {
    await page.keyboard.press('Tab');
    const stop = await probe.look();
    if (stop === null) continue;
    if (name.test(stop.name)) return;
    seen.push(`${stop.role} “${stop.name}”`);
  }
  throw new Error(`Tab never comes to ${String(name)}, but to ${[...new Set(seen)].join(', ')}`);
}
