import { columnPosition } from '../../state/run-selectors.ts';
import { useWorkbench, useWorkbenchState } from '../../state/workbench-context.ts';
import { Button } from '../controls/button.tsx';
import { Icon } from '../controls/icon.tsx';
import { byHand } from '../keys/commands.ts';
import { useKeyLabel } from '../keys/key-names.ts';
import {
  selectPlaying,
  selectReady,
  useSession,
  useSessionState,
} from '../shell/session-context.ts';
import type { Reading } from './use-reading.ts';
import css from './reading-dock.module.css';

/**
 * From moment to moment, and from step to step: where the thumb is. Disabled by attribute only: at an end
 * of the run, the button that led there keeps the focus.
 */
export function ReadingDock({ reading }: { readonly reading: Reading }) {
  const { store } = useWorkbench();
  const session = useSession();
  const playing = useSessionState(selectPlaying);
  const ready = useSessionState(selectReady);
  const position = useWorkbenchState(columnPosition);
  const withKey = useKeyLabel();
  const hand = () => byHand({ store, session });
  const atEnd = position >= reading.steps;
  return (
    <section className={css['dock']} aria-label="Moments and steps">
      <Button
        className={css['wide'] ?? ''}
        aria-label={withKey('Previous moment', 'previous-moment')}
        aria-disabled={position === 0}
        onClick={reading.onPrevious}
      >
        <span aria-hidden="true">‹</span> Moment
      </Button>
      <Button
        className={css['narrow'] ?? ''}
        aria-label={withKey('Back one step', 'back')}
        aria-disabled={position === 0}
        onClick={() => void hand().back()}
      >
        <Icon name="back" />
        step
      </Button>
      <Button
        className={css['narrow'] ?? ''}
        aria-label={withKey(playing ? 'Pause' : 'Play', 'play')}
        aria-disabled={!ready}
        onClick={() => session.send({ type: 'toggle' })}
      >
        <Icon name={playing ? 'pause' : 'play'} />
        {playing ? 'pause' : 'play'}
      </Button>
      <Button
        className={css['narrow'] ?? ''}
        aria-label={withKey('Next step', 'next')}
        aria-disabled={!ready}
        onClick={() => void hand().stepNext()}
      >
        <Icon name="forward" />
        step
      </Button>
      <Button
        className={css['wide'] ?? ''}
        look="primary"
        aria-label={withKey('Next moment', 'next-moment')}
        aria-disabled={!ready || atEnd}
        onClick={reading.onNext}
      >
        Moment <span aria-hidden="true">›</span>
      </Button>
    </section>
  );
}
