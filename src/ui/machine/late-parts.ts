import type * as LateMachine from './late-machine.ts';

/** What draws the late columns and lists, and listens to the keys, once it is loaded. */
export type LateParts = typeof LateMachine;
