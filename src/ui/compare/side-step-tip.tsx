import type { RefObject } from 'react';
import type { CompareMark } from '../../view/compare/compare-timeline.ts';
import { StepTip } from '../timeline/step-tip.tsx';
import { useMarkUnder } from '../timeline/step-under-pointer.tsx';
import { useComparison, type Names } from './compare-context.ts';
import { useSideTellers } from './use-side-tellers.ts';

interface SideTipProps {
  readonly marks: readonly CompareMark[];
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly names: Names;
}

/** Says the step whose mark the pointer is on, and on which side it is. */
export function SideStepTip({ marks, names, scroller }: SideTipProps) {
  const comparison = useComparison();
  const tellers = useSideTellers();
  const under = useMarkUnder(scroller, marks);
  if (under === null) return null;
  const { n, side } = under.mark;
  const step = comparison.moments[n - 1]?.[side] ?? 0;
  const record = comparison[side].records[step - 1];
  if (record === undefined) return null;
  const words = `${names[side]}: ${tellers[side].short(step)}`;
  return <StepTip record={record} words={words} x={under.x} y={under.y} />;
}
