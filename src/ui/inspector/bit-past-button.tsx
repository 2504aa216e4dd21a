import type { ActorInfo } from '../../protocol/run.ts';
import type { BitChange } from '../../view/inspector/bit-changes.ts';
import { actorStyle } from '../machine/actor-style.ts';
import css from './bit-past-button.module.css';

interface BitPastButtonProps {
  readonly bit: number;
  readonly change: BitChange;
  readonly actors: readonly ActorInfo[];
  readonly onGoTo: (step: number) => void;
}

/** Who changed a bit last. Not in the order of Tab: a list below leads to the same steps, with fewer stops. */
export function BitPastButton({ actors, bit, change, onGoTo }: BitPastButtonProps) {
  return (
    <button
      type="button"
      tabIndex={-1}
      className={css['past']}
      style={actorStyle(actors, change.actor)}
      title={`bit ${bit}: ${change.text}; go there`}
      aria-label={`bit ${bit} was ${change.text}: go there`}
      onClick={() => onGoTo(change.step)}
    />
  );
}
