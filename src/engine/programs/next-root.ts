/** Paths that go over a range do so in one root after the other. */
import { nextRoot } from '../hardware/roots.ts';
import type { Thread } from '../thread.ts';
import type { Reg } from './registers.ts';

/** Puts the next root of that kind into the register. False, with 0 in the register, after the last one. */
export function toNextRoot(t: Thread, root: Reg, which: Parameters<typeof nextRoot>[2]): boolean {
  const next = nextRoot(t, t.get(root) + 1, which);
  t.set(root, Math.max(next, 0));
  return next >= 0;
}
