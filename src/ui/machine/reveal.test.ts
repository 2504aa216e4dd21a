import { expect, test } from 'vitest';
import { scrollToReveal } from './reveal.ts';

const view = { top: 100, bottom: 400 };

test.each([
  ['in view stays where it is', { top: 120, bottom: 144 }, 0],
  ['in view at the edge stays where it is', { top: 376, bottom: 400 }, 0],
  ['below comes up to the middle', { top: 390, bottom: 414 }, 152],
  ['above comes down to the middle', { top: 80, bottom: 104 }, -158],
  ['taller than the view shows its beginning', { top: 300, bottom: 700 }, 200],
])('what is %s', (_, target, scroll) => {
  expect(scrollToReveal({ target, view })).toBe(scroll);
});
