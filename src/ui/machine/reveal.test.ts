import { expect, test } from 'vitest';
import { scrollToReveal } from './reveal.ts';

const view = { top: 100, bottom: 400 };

test.each([
  ['in view stays where it is', { top: 120, bottom: 144 }, 0],
  ['below comes up, with a little air', { top: 390, bottom: 414 }, 18],
  ['above comes down, with a little air', { top: 80, bottom: 104 }, -24],
])('what is %s', (_, target, scroll) => {
  expect(scrollToReveal({ target, view })).toBe(scroll);
});
