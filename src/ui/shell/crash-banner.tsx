import { useState } from 'react';
import { notLoaded } from '../../protocol/messages.ts';
import { useActions } from '../../state/workbench-context.ts';
import type { CrashInfo } from '../../state/workbench-state.ts';
import { Button } from '../controls/button.tsx';
import { useSession, useSessionState } from './session-context.ts';
import css from './notices.module.css';

interface CrashBannerProps {
  readonly crash: CrashInfo;
}

/** Our own bug: says so, hands out what brings it back, and stays until the reader has seen it. */
export default function CrashBanner({ crash }: CrashBannerProps) {
  const { message, repro } = crash;
  const stuck = useSessionState((view) => view.stuck);
  const restarting = useSessionState((view) => view.restarting);
  const session = useSession();
  const actions = useActions();
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(`${message}\n${repro}`);
    setCopied(true);
  };
  // Then nothing of ours is known to be wrong, and there is nothing to report.
  const unloaded = message === notLoaded('engine');
  if (unloaded && !stuck) return null;
  const now = stuck
    ? 'It was started anew and failed again.'
    : restarting
      ? 'It is being started anew.'
      : 'It was started anew, and you are back where you were before that step.';
  return (
    <section className={css['crash']} role="alert" aria-label={unloaded ? 'No engine' : 'Crash'}>
      {unloaded ? (
        <p>
          <b>{message}</b> No network, or workers are refused. Your run is in the address.
        </p>
      ) : (
        <>
          <p>
            <b>The engine failed; this is a bug of sptescope, not of yours.</b> {now} Please report
            it with the lines below.
          </p>
          <pre className={css['repro']}>
            {message}
            {'\n'}
            {repro}
          </pre>
        </>
      )}
      <div className={css['acts']}>
        {!unloaded && (
          <Button onClick={() => void copy()}>
            {copied ? 'Copied' : 'Copy what brings it back'}
          </Button>
        )}
        {stuck && <Button onClick={() => session.send({ type: 'restart' })}>Try again</Button>}
        {!stuck && <Button onClick={() => actions.dismissCrash()}>Dismiss</Button>}
      </div>
    </section>
  );
}
