import { useEffect, useState, type ComponentType } from 'react';
import { useActions } from '../../state/workbench-context.ts';

export interface LateModule<P> {
  readonly default: ComponentType<P>;
}

interface LateProps<P> {
  /** Always the same function. */
  readonly load: () => Promise<LateModule<P>>;
  /** What the part is given. */
  readonly given: P;
  readonly onFailure?: () => void;
}

/**
 * A part of the page that a first visit does not need at once. Not React's lazy(): that one shows
 * late, to show less often.
 */
export function Late<P extends object>({ load, given, onFailure }: LateProps<P>) {
  const actions = useActions();
  const [loaded, setLoaded] = useState<LateModule<P> | null>(null);
  useEffect(() => {
    let wanted = true;
    const show = (module: LateModule<P>): void => {
      if (wanted) setLoaded(module);
    };
    const excuse = (): void => {
      if (wanted) onFailure?.();
      actions.notify({
        tone: 'warn',
        text: 'A part of the page could not be loaded: are you offline?',
        issues: [],
      });
    };
    load().then(show, excuse);
    return () => {
      wanted = false;
    };
  }, [load, onFailure, actions]);
  if (loaded === null) return null;
  const { default: Part } = loaded;
  return <Part {...given} />;
}
