import { useEffect } from 'react';
import { useLate, type LateModule } from './use-late.ts';

interface LateProps<P> {
  /** Always the same function. */
  readonly load: () => Promise<LateModule<P>>;
  /** What the part is given. */
  readonly given: P;
  readonly onFailure?: () => void;
}

/** A part that is loaded when it is asked for; the page says so if any part cannot be. */
export function Late<P extends object>({ load, given, onFailure }: LateProps<P>) {
  const part = useLate(load);
  useEffect(() => {
    if (part === 'failed') onFailure?.();
  }, [part, onFailure]);
  if (typeof part === 'string') return null;
  const { default: Part } = part;
  return <Part {...given} />;
}
