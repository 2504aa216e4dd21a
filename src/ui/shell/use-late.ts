import { useEffect, useState, type ComponentType } from 'react';

export interface LateModule<P> {
  readonly default: ComponentType<P>;
}

/** The part once it is loaded, `failed` if it could not be: offline, say. */
export type LatePart<P> = LateModule<P> | 'loading' | 'failed';

/**
 * A part of the page that a first visit does not need at once. Not React's lazy(): that one shows
 * late, to show less often. `load` is always the same function.
 */
export function useLate<P>(load: () => Promise<LateModule<P>>): LatePart<P> {
  return useLateModule(load);
}

let underWay = 0;

/** Is a part still to come that something on screen has asked for? */
export function latePartsUnderWay(): boolean {
  return underWay > 0;
}

/** The same for a module that is not one component. */
export function useLateModule<M extends object>(load: () => Promise<M>): M | 'loading' | 'failed' {
  const [part, setPart] = useState<M | 'loading' | 'failed'>('loading');
  useEffect(() => {
    let wanted = true;
    const show = (next: M | 'failed'): void => {
      if (wanted) setPart(next);
    };
    underWay += 1;
    void load()
      .then(show, () => show('failed'))
      .then(() => (underWay -= 1));
    return () => {
      wanted = false;
    };
  }, [load]);
  return part;
}
