/** A machine that is drawn beside another one: its name tells them apart, and what differs is marked. */
import { createContext, use } from 'react';

export interface Beside {
  /** Of the kernel or the run; empty where there is one machine only. */
  readonly name: string;
  /** Keys as in view/compare/marked-keys.ts. */
  readonly differing: ReadonlySet<string>;
}

const ALONE: Beside = { name: '', differing: new Set() };

export const BesideContext = createContext(ALONE);

/** For a `data-differs` attribute: true, or none at all. */
export function useDiffers(): (key: string) => true | undefined {
  const { differing } = use(BesideContext);
  return (key) => differing.has(key) || undefined;
}

/** What a region of the machine is called: `Locks`, or `Locks, Before the patch`. */
export function useRegionName(region: string): string {
  const { name } = use(BesideContext);
  return name === '' ? region : `${region}, ${name}`;
}
