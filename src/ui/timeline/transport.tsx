import { SPEEDS, type SpeedId } from '../../machines/session-events.ts';
import { columnPosition } from '../../state/run-selectors.ts';
import { useWorkbench, useWorkbenchState } from '../../state/workbench-context.ts';
import { IconButton, selectClass } from '../controls/button.tsx';
import { byHand } from '../keys/commands.ts';
import {
  selectPlaying,
  selectReady,
  selectSpeed,
  useSession,
  useSessionState,
} from '../shell/session-context.ts';
import css from './transport.module.css';

export function Transport() {
  const { store } = useWorkbench();
  const session = useSession();
  const playing = useSessionState(selectPlaying);
  const ready = useSessionState(selectReady);
  const atStart = useWorkbenchState((state) => columnPosition(state) === 0);
  const steps = useWorkbenchState(({ schedule }) => schedule.length);
  const hand = () => byHand({ store, session });
  return (
    <div className={css['transport']} role="group" aria-label="Run">
      <IconButton
        icon="first"
        label="To the beginning (Home)"
        disabled={atStart}
        onClick={() => void hand().first()}
      />
      <IconButton
        icon="back"
        label="Back one step (←)"
        disabled={atStart}
        onClick={() => void hand().back()}
      />
      <IconButton
        icon={playing ? 'pause' : 'play'}
        label={playing ? 'Pause (Space)' : 'Play (Space)'}
        look="primary"
        disabled={!ready}
        onClick={() => session.send({ type: 'toggle' })}
      />
      <IconButton
        icon="forward"
        label="Next step (→)"
        disabled={!ready}
        onClick={() => void hand().stepNext()}
      />
      <IconButton
        icon="moment"
        label="On to the next moment of the story (n)"
        disabled={!ready}
        onClick={() => void hand().nextMoment()}
      />
      <IconButton
        icon="last"
        label="To the end (End)"
        disabled={steps === 0}
        onClick={() => void hand().last()}
      />
      <IconButton
        icon="reset"
        label="Start a run of your own (r)"
        disabled={!ready}
        onClick={() => void hand().reset()}
      />
      <Speed />
    </div>
  );
}

function Speed() {
  const session = useSession();
  const speed = useSessionState(selectSpeed);
  return (
    <select
      className={selectClass}
      aria-label="Speed of playing"
      value={speed}
      onChange={({ target }) => session.send({ type: 'speed', speed: target.value as SpeedId })}
    >
      {SPEEDS.map(({ id, title }) => (
        <option key={id} value={id}>
          {title}
        </option>
      ))}
    </select>
  );
}
