/**
 * Two machines of hundreds of pages take longer to draw than a key should have to wait. What is near the
 * moment on screen is drawn with the key press; the first picture, another comparison and a leap are
 * drawn in between, in pieces that the browser may interrupt.
 */
import { useDeferredValue, useEffect, useMemo, type ReactNode } from 'react';
import { useWorkbench } from '../../state/workbench-context.ts';
import { DrawnContext, useCompareState, type Drawn } from './compare-context.ts';

/** Moments further away than this are a leap: the pages of a step each are no more than can be told at once. */
const NEAR_MOMENTS = 50;

interface LateDrawnProps {
  readonly children: ReactNode;
  /** As long as there is nothing to draw. */
  readonly nothing: ReactNode;
}

/** A component of its own: when what is late has come, only those are drawn again who show it. */
export function LateDrawn({ children, nothing }: LateDrawnProps) {
  const comparison = useCompareState((state) => state.comparison);
  const position = useCompareState((state) => state.position);
  const wanted = useMemo(() => comparison && { comparison, position }, [comparison, position]);
  const late = useDeferredValue(wanted, null);
  const drawn = isNear(wanted, late) ? wanted : late;
  useTold(drawn !== wanted);
  if (wanted === null || drawn === null) return nothing;
  return <DrawnContext value={drawn}>{children}</DrawnContext>;
}

function isNear(wanted: Drawn | null, late: Drawn | null): boolean {
  return (
    wanted?.comparison === late?.comparison &&
    Math.abs((wanted?.position ?? 0) - (late?.position ?? 0)) <= NEAR_MOMENTS
  );
}

/** The page is not idle while something is still to be drawn. */
function useTold(isLate: boolean): void {
  const { during } = useWorkbench();
  useEffect(() => {
    if (!isLate) return undefined;
    const drawn = new AbortController();
    const { signal } = drawn;
    void during(new Promise((resolve) => signal.addEventListener('abort', resolve)));
    return () => drawn.abort();
  }, [during, isLate]);
}
