import { StepTip, type StepTipProps } from './step-tip.tsx';
import { useRunTeller } from './use-run-teller.ts';

/** Of the run on screen. */
export default function RunStepTip(props: Omit<StepTipProps, 'words'>) {
  const teller = useRunTeller();
  return <StepTip {...props} words={teller?.short(props.record.n) ?? props.record.text} />;
}
