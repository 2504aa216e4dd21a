import { useEffect, type ReactNode } from 'react';
import { useLate, type LateModule } from './use-late.ts';

interface LateProps<P> {
  /** Always the same function. */
  readonly load: () => Promise<LateModule<P>>;
  /** What the part is given. */
  readonly given: P;
  /** In its place until then. */
  readonly until?: ReactNode;
  readonly onFailure?: () => void;
}

/** A part that is loaded when it is asked for; the page says so if any part cannot be. */
export function Late<P extends object>({ load, given, until = null, onFailure }: LateProps<P>) {
  const part = useLate(load);
  useEffect(() => {
    if (part === 'failed') onFailure?.();
  }, [part, onFailure]);
  if (typeof part === 'string') return until;
  const { default: Part } = part;
  return <Part {...given} />;
}
