import { useEffect } from 'react';
import { useActions } from '../../state/workbench-context.ts';
import { useLate, type LateModule } from './use-late.ts';

interface LateProps<P> {
  /** Always the same function. */
  readonly load: () => Promise<LateModule<P>>;
  /** What the part is given. */
  readonly given: P;
  readonly onFailure?: () => void;
}

/** A part that is loaded when it is asked for; a notice says so if it cannot be. */
export function Late<P extends object>({ load, given, onFailure }: LateProps<P>) {
  const actions = useActions();
  const part = useLate(load);
  useEffect(() => {
    if (part !== 'failed') return;
    onFailure?.();
    actions.notify({
      tone: 'warn',
      text: 'A part of the page could not be loaded: are you offline?',
      issues: [],
    });
  }, [part, onFailure, actions]);
  if (typeof part === 'string') return null;
  const { default: Part } = part;
  return <Part {...given} />;
}
