import { memo, useEffect, useMemo, useRef, useState } from 'react';
import type { StoryModel, StoryMoment } from '../../view/story/story-model.ts';
import { Button } from '../controls/button.tsx';
import { showWithin } from '../controls/show-within.ts';
import { Late } from '../shell/late.tsx';
import type { FlushTableProps } from './flush-table.tsx';
import css from './story-view.module.css';

const loadFlushTable = () => import('./flush-table.tsx');
const loadWords = () => import('./words.tsx');
const loadStepExplained = () => import('./step-explained.tsx');
const NOTHING = {};

interface StoryViewProps {
  readonly model: StoryModel;
  readonly summary: string;
  /** The rule the columns differ in, if it is one that a table says best. */
  readonly rule: FlushTableProps | null;
  readonly onGoTo: (step: number) => void;
  readonly onReturn: () => void;
}

export function StoryView({ model, summary, rule, onGoTo, onReturn }: StoryViewProps) {
  const { moments, caption, left, lastStep } = model;
  return (
    <section className={css['panel']} aria-labelledby="story-heading">
      <header className={css['header']}>
        <h2 className={css['heading']} id="story-heading">
          Story
        </h2>
        <span className={css['caption']}>{caption}</span>
      </header>
      <details className={css['summary']}>
        <summary>What this is about</summary>
        <p>{summary}</p>
        {rule !== null && <Late load={loadFlushTable} given={rule} />}
      </details>
      <WordsHere model={model} />
      <Moments moments={moments.filter(({ state }) => state !== 'elsewhere')} onGoTo={onGoTo} />
      {left !== null && (
        <div className={css['left']}>
          <p>{left}</p>
          <Button onClick={onReturn}>Back to the story</Button>
        </div>
      )}
      {lastStep !== null && (
        <div className={css['step']}>
          <h3 className={css['heading']}>Step {lastStep.n}</h3>
          <p className={css['did']}>{lastStep.text}</p>
          <Late load={loadStepExplained} given={NOTHING} />
        </div>
      )}
    </section>
  );
}

/** Open, it goes along with the story. */
function WordsHere({ model: { lastStep, moments } }: { readonly model: StoryModel }) {
  const [wanted, setWanted] = useState(false);
  const now = moments.find(({ state }) => state === 'current');
  const text = [now?.text, now?.look, lastStep?.text].join(' ');
  const given = useMemo(() => ({ text }), [text]);
  return (
    <details className={css['summary']} onToggle={(event) => setWanted(event.currentTarget.open)}>
      <summary>What the words mean</summary>
      {wanted && <Late load={loadWords} given={given} />}
    </details>
  );
}

interface MomentsProps {
  readonly moments: readonly StoryMoment[];
  readonly onGoTo: (step: number) => void;
}

function Moments({ moments, onGoTo }: MomentsProps) {
  return (
    <ol className={css['moments']}>
      {moments.map((moment) => (
        <Moment key={moment.key} moment={moment} onGoTo={onGoTo} />
      ))}
    </ol>
  );
}

interface MomentProps {
  readonly moment: StoryMoment;
  readonly onGoTo: (step: number) => void;
}

const Moment = memo(function Moment({ moment, onGoTo }: MomentProps) {
  const { step, label, text, look, state, violated } = moment;
  const current = state === 'current';
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (current && item.current !== null) showWithin(item.current, item.current.closest('section'));
  }, [current]);
  return (
    <li ref={item} className={css['moment']} data-state={state} data-violated={violated}>
      <button
        type="button"
        className={css['go']}
        aria-current={current ? 'step' : undefined}
        onClick={() => onGoTo(step)}
      >
        <span className={css['number']}>
          <span className="visually-hidden">{step === 0 ? 'Beginning: ' : 'Step '}</span>
          {label}
        </span>
        <span>{text}</span>
      </button>
      {look !== null && current && (
        <p className={css['look']}>
          <span className={css['heading']}>Look at</span> {look}
        </p>
      )}
    </li>
  );
});
