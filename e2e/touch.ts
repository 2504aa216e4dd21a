/** A finger on the page, as the browser gets it from a screen. */
import type { Page } from 'playwright-core';

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Swipe {
  readonly from: Point;
  readonly to: Point;
}

/** As many moves as a quick finger makes. */
const MOVES = 6;

export async function swipe(page: Page, { from, to }: Swipe): Promise<void> {
  const input = await page.context().newCDPSession(page);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: readonly Point[]) =>
    input.send('Input.dispatchTouchEvent', { type, touchPoints: [...points] });
  await send('touchStart', [from]);
  for (let n = 1; n <= MOVES; n++) {
    const part = n / MOVES;
    const at = { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
    await send('touchMove', [at]);
  }
  await send('touchEnd', []);
  await input.detach();
}
