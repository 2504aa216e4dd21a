import { SPEEDS, type SpeedId } from '../../machines/session-events.ts';
import { columnPosition } from '../../state/run-selectors.ts';
import { useWorkbench, useWorkbenchState } from '../../state/workbench-context.ts';
import { IconButton, selectClass } from '../controls/button.tsx';
import { byHand } from '../keys/commands.ts';
import { useKeyLabel } from '../keys/key-names.ts';
import {
  selectPlaying,
  selectReady,
  selectSpeed,
  useSession,
  useSessionState,
} from '../shell/session-context.ts';
import css from './transport.module.css';

/** Disabled by attribute only: at an end of the run, the button that led there keeps the focus. */
export function Transport() {
  const { store } = useWorkbench();
  const session = useSession();
  const playing = useSessionState(selectPlaying);
  const ready = useSessionState(selectReady);
  const atStart = useWorkbenchState((state) => columnPosition(state) === 0);
  const steps = useWorkbenchState(({ schedule }) => schedule.length);
  const withKey = useKeyLabel();
  const hand = () => byHand({ store, session });
  return (
    <div className={css['transport']} role="group" aria-label="Run">
      <IconButton
        icon="first"
        label={withKey('To the beginning', 'first')}
        aria-disabled={atStart}
        onClick={() => void hand().first()}
      />
      <IconButton
        icon="back"
        label={withKey('Back one step', 'back')}
        aria-disabled={atStart}
        onClick={() => void hand().back()}
      />
      <IconButton
        icon={playing ? 'pause' : 'play'}
        label={withKey(playing ? 'Pause' : 'Play', 'play')}
        look="primary"
        aria-disabled={!ready}
        onClick={() => session.send({ type: 'toggle' })}
      />
      <IconButton
        icon="forward"
        label={withKey('Next step', 'next')}
        aria-disabled={!ready}
        onClick={() => void hand().stepNext()}
      />
      <IconButton
        icon="moment"
        label={withKey('On to the next moment of the story', 'next-moment')}
        aria-disabled={!ready}
        onClick={() => void hand().nextMoment()}
      />
      <IconButton
        icon="last"
        label={withKey('To the end', 'last')}
        aria-disabled={steps === 0}
        onClick={() => void hand().last()}
      />
      <IconButton
        icon="reset"
        label={withKey('Start a run of your own', 'reset')}
        aria-disabled={!ready}
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
