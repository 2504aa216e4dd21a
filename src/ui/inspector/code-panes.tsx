import { memo } from 'react';
import type { ActorInfo } from '../../protocol/run.ts';
import type { CodeLine, CodePane } from '../../view/inspector/code-panes.ts';
import { actorStyle } from '../machine/actor-style.ts';
import { SectionHeading } from './section-heading.tsx';
import styles from './code-panes.module.css';

export interface CodePanesProps {
  readonly panes: readonly CodePane[];
  readonly actors: readonly ActorInfo[];
  readonly unfolded: ReadonlySet<number>;
  readonly onToggle: (actor: number) => void;
  readonly onGoTo: (step: number) => void;
}

/** What each actor does next, in its own program. */
export function CodePanes({ actors, onGoTo, onToggle, panes, unfolded }: CodePanesProps) {
  return (
    <section aria-label="Next step of each actor">
      <SectionHeading part="code">Next step of each actor</SectionHeading>
      <div className={styles['panes']}>
        {panes.map((pane) => (
          <Pane
            key={pane.key}
            pane={pane}
            actors={actors}
            isUnfolded={unfolded.has(pane.actor)}
            onToggle={onToggle}
            onGoTo={onGoTo}
          />
        ))}
      </div>
    </section>
  );
}

interface PaneProps {
  readonly pane: CodePane;
  readonly actors: readonly ActorInfo[];
  readonly isUnfolded: boolean;
  readonly onToggle: (actor: number) => void;
  readonly onGoTo: (step: number) => void;
}

const STATUS = { done: 'done', ready: null, waits: 'waits' } as const;

const Pane = memo(function Pane({ actors, isUnfolded, onGoTo, onToggle, pane }: PaneProps) {
  const status = STATUS[pane.status];
  const hidden = pane.above + pane.below;
  return (
    <article
      className={styles['pane']}
      style={actorStyle(actors, pane.actor)}
      aria-label={pane.title}
    >
      <header className={styles['header']}>
        <h4 className={styles['title']}>{pane.title}</h4>
        <span className={styles['operation']}>{pane.operation}</span>
        {status !== null && (
          <span className={styles['status']} data-status={pane.status}>
            {status}
          </span>
        )}
      </header>
      <div className={styles['stack']}>
        <p>
          {pane.callers.map((caller) => (
            <span key={caller.key}>{caller.models} › </span>
          ))}
          <b>{pane.models}</b>
        </p>
        {(hidden > 0 || isUnfolded) && <Fold pane={pane} open={isUnfolded} onToggle={onToggle} />}
      </div>
      <ol className={styles['lines']}>
        {pane.lines.map((line) => (
          <Line key={line.key} line={line} onGoTo={onGoTo} variants={pane.variants} />
        ))}
      </ol>
    </article>
  );
});

interface FoldProps {
  readonly pane: CodePane;
  readonly open: boolean;
  readonly onToggle: (actor: number) => void;
}

function Fold({ onToggle, open, pane }: FoldProps) {
  const count = pane.lines.length + pane.above + pane.below;
  return (
    <button
      type="button"
      className={styles['fold']}
      aria-expanded={open}
      onClick={() => onToggle(pane.actor)}
      data-screen-only
    >
      {open ? 'fewer lines' : `all ${count} lines`}{' '}
      <span className="visually-hidden">of {pane.title}</span>
    </button>
  );
}

interface LineProps {
  readonly line: CodeLine;
  readonly variants: readonly string[];
  readonly onGoTo: (step: number) => void;
}

function Line({ line, onGoTo, variants }: LineProps) {
  const { doneAt } = line;
  return (
    <>
      {line.startsFn && <li className={styles['fn']}>{line.fn}</li>}
      <li
        className={styles['line']}
        data-current={line.current}
        data-local={line.local}
        title={line.label}
        aria-current={line.current ? 'step' : undefined}
      >
        <span className={styles['mark']} aria-hidden="true">
          {line.current ? '▸' : ''}
        </span>
        <code className={styles['code']}>
          {line.current && <span className="visually-hidden">next: </span>}
          {line.code}
          {line.current && variants.length > 0 && (
            <span className={styles['variants']}> {variants.join(' | ')}</span>
          )}
        </code>
        {doneAt !== null && (
          <button
            type="button"
            className={styles['done']}
            aria-label={`done at step ${doneAt}: go there`}
            onClick={() => onGoTo(doneAt)}
          >
            ✓ {doneAt}
          </button>
        )}
      </li>
    </>
  );
}
