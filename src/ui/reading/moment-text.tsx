import { useEffect, useMemo, useRef } from 'react';
import { useActions } from '../../state/workbench-context.ts';
import { Button } from '../controls/button.tsx';
import MarkedText from '../story/marked-text.tsx';
import StepExplained from '../story/step-explained.tsx';
import type { Reading } from './use-reading.ts';
import css from './moment-text.module.css';

interface MomentTextProps {
  readonly reading: Reading;
  /** What a new moment is read from the top of. */
  readonly frame: { readonly current: HTMLElement | null };
}

/** What the story says now, and what the step did. */
export function MomentText({ reading, frame }: MomentTextProps) {
  const { model, progress, position } = reading;
  const actions = useActions();
  const violated = progress.now.some((moment) => moment.violated);
  const atMoment = progress.now.some(({ step }) => step === position);
  useFromTheTop(progress.now[0]?.key ?? '', frame);
  return (
    <section className={css['text']} aria-labelledby="story-heading" data-violated={violated}>
      <header className={css['header']}>
        <h2 className={css['heading']} id="story-heading">
          Story
        </h2>
        <p className={css['where']}>
          {progress.momentText}, {progress.stepText}
        </p>
      </header>
      <Progress reading={reading} />
      {progress.now.map(({ key, look, text }) => (
        <div key={key} className={css['told']} data-passed={!atMoment}>
          <p>
            <MarkedText text={text} />
          </p>
          {look !== null && (
            <p className={css['look']}>
              <b>Look at</b> <MarkedText text={look} before={text} />
            </p>
          )}
        </div>
      ))}
      {model.left !== null && (
        <div className={css['left']}>
          <p>{model.left}</p>
          <Button onClick={() => void actions.playStory()}>Back to the story</Button>
        </div>
      )}
      <Step reading={reading} />
    </section>
  );
}

/** A bar of as many pieces as there are moments; the numbers beside it say the same. */
function Progress({ reading: { progress } }: { readonly reading: Reading }) {
  const pieces = useMemo(() => Array.from({ length: progress.of }, (_, i) => i + 1), [progress.of]);
  return (
    <div className={css['progress']} aria-hidden="true">
      {pieces.map((n) => (
        <span key={n} data-now={n === progress.n} data-past={n < progress.n} />
      ))}
    </div>
  );
}

/** What the last step did, in the words of the code and in plain ones. */
function Step({ reading: { model, words } }: { readonly reading: Reading }) {
  const { lastStep } = model;
  if (lastStep === null) return null;
  return (
    <div className={css['step']}>
      <h3 className={css['heading']}>Step {lastStep.n}</h3>
      <StepExplained before={words} />
      <p className={css['code']}>{lastStep.text}</p>
    </div>
  );
}

/**
 * A new moment begins at the top of the window, if it is the moment that the reader has before him:
 * whoever steps while looking at what is further down stays there.
 */
function useFromTheTop(moment: string, frame: MomentTextProps['frame']): void {
  const shown = useRef(moment);
  useEffect(() => {
    if (shown.current === moment) return;
    shown.current = moment;
    const box = frame.current?.getBoundingClientRect();
    if (box === undefined || box.top >= 0 || box.bottom < window.innerHeight / 2) return;
    frame.current?.scrollIntoView({ block: 'start' });
  }, [moment, frame]);
}
