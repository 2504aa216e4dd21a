import { memo, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { StoryModel, StoryMoment } from '../../view/story/story-model.ts';
import { Button } from '../controls/button.tsx';
import { showWithin } from '../controls/show-within.ts';
import { Late } from '../shell/late.tsx';
import { pageIdle } from '../shell/page-idle.ts';
import type { FlushTableProps } from './flush-table.tsx';
import type { MarkedTextProps } from './marked-text.tsx';
import css from './story-view.module.css';

const loadFlushTable = () => import('./flush-table.tsx');
const loadWords = () => import('./words.tsx');
const loadStepExplained = () => import('./step-explained.tsx');
/** The text comes first, and its words are marked when there is nothing better to do. */
const loadMarked = async () => {
  await pageIdle();
  return import('./marked-text.tsx');
};

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
  const before = textNow(model);
  const told = useMemo(() => ({ before }), [before]);
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
          <Late load={loadStepExplained} given={told} />
        </div>
      )}
    </section>
  );
}

/** What the story says now. */
export function textNow({ moments }: StoryModel): string {
  const now = moments.filter(({ state }) => state === 'current');
  return now.map(({ look, text }) => `${text} ${look ?? ''}`).join(' ');
}

/** Open, it goes along with the story. */
function WordsHere({ model }: { readonly model: StoryModel }) {
  const { lastStep } = model;
  const [wanted, setWanted] = useState(false);
  const text = `${textNow(model)} ${lastStep?.text ?? ''}`;
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

export function Moments({ moments, onGoTo }: MomentsProps) {
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
  const id = useId();
  return (
    <li ref={item} className={css['moment']} data-state={state} data-violated={violated}>
      <button
        type="button"
        className={css['go']}
        aria-current={current ? 'step' : undefined}
        aria-labelledby={`${id}-n ${id}-text`}
        onClick={() => onGoTo(step)}
      >
        <span className={css['number']} id={`${id}-n`}>
          <span className="visually-hidden">{step === 0 ? 'Beginning: ' : 'Step '}</span>
          {label}
        </span>
      </button>
      <p className={css['told']} id={`${id}-text`}>
        {current ? <Marked text={text} /> : text}
      </p>
      {look !== null && current && (
        <p className={css['look']}>
          <span className={css['heading']}>Look at</span> <Marked text={look} before={text} />
        </p>
      )}
    </li>
  );
});

/** With the words of the glossary marked, once that has come. */
export function Marked({ text, before = '' }: MarkedTextProps) {
  const given = useMemo(() => ({ text, before }), [text, before]);
  return <Late load={loadMarked} given={given} until={text} />;
}
