import type { ActorInfo } from '../../protocol/run.ts';
import type { LeafRow } from '../../view/machine/leaf-table.ts';
import type { PageLogRow } from '../../view/machine/page-log.ts';
import type { PageCells } from '../../view/machine/page-cells.ts';
import { actorStyle } from '../machine/actor-style.ts';
import { LetterRow } from '../machine/letter-row.tsx';
import { LogMarks } from '../machine/page-log.tsx';
import css from './focus-row.module.css';

interface FocusRowProps {
  readonly row: LeafRow;
  readonly log: PageLogRow | null;
  readonly actors: readonly ActorInfo[];
  readonly onGoTo: (step: number) => void;
  readonly onSelect: (selection: { gfn: number; level: number }) => void;
}

/** One entry, with the page behind it, in as many lines as a phone needs. */
export function FocusRow({ row, log, actors, onGoTo, onSelect }: FocusRowProps) {
  const { accessedDirty, gfn, level, lost, permissions, target, word, writable } = row;
  return (
    <li
      className={css['row']}
      data-selected={row.selected}
      data-changed={row.changed}
      data-lost={lost.length > 0}
    >
      <p className={css['head']}>
        <button
          type="button"
          className={css['gfn']}
          aria-pressed={row.selected}
          onClick={() => onSelect({ gfn, level })}
        >
          gfn {row.gfnText}
        </button>
        <span className={css['target']}>
          <span aria-hidden="true">→ </span>
          <span className="visually-hidden">leads to </span>
          {target}
        </span>
        <span className={css['word']}>
          {word}
          {lost.length > 0 && <b className={css['lost']}>{lost.join(' ')} lost</b>}
        </span>
      </p>
      <p className={css['letters']}>
        {[permissions, accessedDirty, writable].map((letters, i) => (
          <LetterRow key={i} letters={letters} />
        ))}
        {log?.log && <LogMarks marks={log.log.marks} />}
      </p>
      {row.page !== null && <Page page={row.page} log={log} />}
      {row.snapshots.map(({ actor, key, readAt, text, title }) => (
        <button
          key={key}
          type="button"
          className={css['snapshot']}
          style={actorStyle(actors, actor)}
          onClick={() => onGoTo(readAt)}
        >
          {title} {text}
          <span className={css['step']}>, at step {readAt}</span>
        </button>
      ))}
    </li>
  );
}

interface PageProps {
  readonly page: PageCells;
  readonly log: PageLogRow | null;
}

/** What the guest and the host know of the page. */
function Page({ page, log }: PageProps) {
  const { content, contentChanged, flags, hostPte, hostPteChanged } = page;
  return (
    <dl className={css['page']}>
      <div data-changed={contentChanged}>
        <dt>page</dt>
        <dd>{content}</dd>
      </div>
      {log?.log && (
        <div data-changed={log.log.changed}>
          <dt>sent</dt>
          <dd>{log.log.sent}</dd>
        </div>
      )}
      <div data-changed={hostPteChanged}>
        <dt>host PTE</dt>
        <dd>{hostPte}</dd>
      </div>
      <div data-changed={flags.some(({ changed }) => changed)}>
        <dt>struct page</dt>
        <dd>{flags.length === 0 ? 'told nothing' : flags.map(({ title }) => title).join(', ')}</dd>
      </div>
      {log?.external && (
        <div data-changed={log.external.changed}>
          <dt>S-EPT</dt>
          <dd>{log.external.text}</dd>
        </div>
      )}
    </dl>
  );
}
