/** The late columns of a lowest table: TLBs, the migration's copy and marks, the external page table. */
import { memo } from 'react';
import type { ActorInfo } from '../../protocol/run.ts';
import {
  pageLog,
  type LogMark,
  type PageLog,
  type PageLogRow,
  type PmlBuffer,
} from '../../view/machine/page-log.ts';
import { hexOf } from '../../view/spte/text.ts';
import { actorStyle } from './actor-style.ts';
import styles from './page-log.module.css';

export { pageLog };

export function LogHead({ log: { hasExternal, hasLog } }: { readonly log: PageLog }) {
  return (
    <>
      {hasLog && (
        <th scope="col" title="the version that userspace has copied last">
          sent
        </th>
      )}
      {hasExternal && (
        <th scope="col" title="the external page table of the TDX guest, which KVM mirrors">
          S-EPT
        </th>
      )}
      <th scope="col" title="vCPUs that have the translation cached; ! where it is stale">
        TLBs
      </th>
    </>
  );
}

interface LogCellsProps {
  readonly row: PageLogRow;
  readonly actors: readonly ActorInfo[];
}

export const LogCells = memo(function LogCells({ actors, row }: LogCellsProps) {
  const { external, log, tlb } = row;
  return (
    <>
      {log !== null && (
        <td className={styles['mono']} data-changed={log.changed}>
          {log.sent}
        </td>
      )}
      {external !== null && (
        <td data-changed={external.changed} title={external.title}>
          {external.text}
        </td>
      )}
      <td>
        {tlb.map(({ key, stale, title, vcpu }) => (
          <span
            key={key}
            className={styles['cached']}
            style={actorStyle(actors, vcpu)}
            data-stale={stale}
            role="img"
            aria-label={title}
            title={title}
          >
            {vcpu}
            {stale && '!'}
          </span>
        ))}
      </td>
    </>
  );
});

interface LogMarksProps {
  readonly marks: readonly LogMark[];
}

/** How a round of the migration finds the page, or that none would. */
export const LogMarks = memo(function LogMarks({ marks }: LogMarksProps) {
  return marks.map(({ changed, name, text, title }) => (
    <span
      key={text}
      className={styles['mark']}
      data-mark={name}
      data-changed={changed}
      role="img"
      aria-label={title}
      title={title}
    >
      {text}
    </span>
  ));
});

interface PmlProps {
  readonly title: string;
  readonly buffer: PmlBuffer;
}

/** What the CPU has logged, oldest first. */
export const Pml = memo(function Pml({ buffer: { enabled, gfns }, title }: PmlProps) {
  return (
    <div className={styles['pml']}>
      <h4 title="page-modification logging: the CPU writes down the gfns whose Dirty bit it sets">
        PML
      </h4>
      {gfns.length === 0 ? (
        <p>{enabled ? 'on, empty' : 'off'}</p>
      ) : (
        <ol aria-label={`PML buffer of ${title}`}>
          {gfns.map((gfn, i) => (
            <li key={`${gfn}-${i}`}>{hexOf(gfn)}</li>
          ))}
        </ol>
      )}
    </div>
  );
});
