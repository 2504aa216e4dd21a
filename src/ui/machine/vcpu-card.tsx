import { memo } from 'react';
import type { ActorInfo } from '../../protocol/run.ts';
import type { ActorNow } from '../../view/machine/actor-now.ts';
import type { PscRow, TlbRow, VcpuCard as VcpuCardModel } from '../../view/machine/vcpu-card.ts';
import type { PmlBuffer } from '../../view/machine/page-log.ts';
import { actorStyle } from './actor-style.ts';
import { useDiffers } from './beside.ts';
import type { LateParts } from './late-parts.ts';
import styles from './vcpu-card.module.css';

export interface VcpuCardProps {
  readonly card: VcpuCardModel;
  /** One of many: only what it does, its TLB, and what is stale or has just changed. */
  readonly compact?: boolean;
  /** Its PML buffer, where there is one, and what draws it once that has come. */
  readonly pml?: PmlBuffer | null;
  readonly parts?: LateParts | null;
  readonly actors: readonly ActorInfo[];
  readonly onSelect: (selection: { gfn: number; level: number }) => void;
}

/** One vCPU: what it does, and what it believes the tables say. */
export const VcpuCard = memo(function VcpuCard(props: VcpuCardProps) {
  const { actors, card, compact = false, onSelect, parts = null, pml = null } = props;
  const showsPsc = !compact || card.psc.some(({ change, stale }) => stale || change !== 'none');
  const differs = useDiffers();
  return (
    <article
      className={styles['card']}
      style={actorStyle(actors, card.actor)}
      data-moved={card.moved}
      data-compact={compact}
      data-differs={differs(card.key)}
      aria-label={card.title}
    >
      <header className={styles['header']}>
        <h3 className={styles['title']}>{card.title}</h3>
        <span className={styles['mode']} data-mode={card.mode}>
          {card.mode}
          {card.requests !== '' && `, requested: ${card.requests}`}
        </span>
      </header>
      <Doing now={card.now} />
      <h4 className={styles['heading']}>TLB</h4>
      <TlbList rows={card.tlb} onSelect={onSelect} title={card.title} />
      {showsPsc && <PscList rows={card.psc} title={card.title} />}
      {pml !== null && parts !== null && (!compact || pml.gfns.length > 0) && (
        <parts.Pml buffer={pml} title={card.title} />
      )}
    </article>
  );
});

function Doing({ now }: { readonly now: ActorNow }) {
  const code = now.at?.step.code ?? '';
  return (
    <div className={styles['doing']}>
      <p className={styles['operation']}>
        {now.operation}
        {now.status === 'done' && (
          <span className={styles['done']}>
            <span aria-hidden="true"> ✓</span> done
          </span>
        )}
      </p>
      {now.status !== 'done' && (
        <p className={styles['step']} data-status={now.status} title={code}>
          {now.status === 'waits' ? 'waits' : 'next'}: {code}
        </p>
      )}
    </div>
  );
}

interface TlbListProps {
  readonly rows: readonly TlbRow[];
  readonly title: string;
  readonly onSelect: VcpuCardProps['onSelect'];
}

function TlbList({ onSelect, rows, title }: TlbListProps) {
  const differs = useDiffers();
  if (rows.length === 0) return <p className={styles['empty']}>empty</p>;
  return (
    <ul className={styles['entries']} aria-label={`TLB of ${title}`}>
      {rows.map((row) => (
        <li key={row.key} data-wide={row.stale || row.change !== 'none'}>
          <button
            type="button"
            className={styles['entry']}
            data-stale={row.stale}
            data-change={row.change}
            data-differs={differs(row.key)}
            data-tlb-anchor={row.stale ? `${row.gfn}/${row.level}` : undefined}
            title={row.label}
            onClick={() => onSelect({ gfn: row.gfn, level: row.level })}
          >
            <span className={styles['map']}>
              {row.gfnText}
              <span className={styles['muted']}>→{row.pfnText}</span>
            </span>{' '}
            <TlbBits row={row} /> <TlbState row={row} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function TlbBits({ row }: { readonly row: TlbRow }) {
  const spoken = row.bits.filter(({ set }) => set).map(({ letter }) => letter);
  return (
    <span className={styles['bits']} role="img" aria-label={spoken.join(' ')}>
      {row.bits.map(({ letter, set }) => (
        <span key={letter} data-set={set}>
          {set ? letter : '·'}
        </span>
      ))}
    </span>
  );
}

function TlbState({ row }: { readonly row: TlbRow }) {
  if (row.change === 'dropped') return <span className={styles['reasons']}>flushed</span>;
  if (!row.stale) return <span className={styles['state']}>ok</span>;
  return (
    <span className={styles['reasons']}>
      <b className={styles['staleWord']}>STALE</b> {row.reasons.join(', ')}
    </span>
  );
}

function PscList({ rows, title }: { readonly rows: readonly PscRow[]; readonly title: string }) {
  if (rows.length === 0) return null;
  return (
    <div className={styles['psc']}>
      <h4 className={styles['heading']} title="paging-structure cache">
        PSC
      </h4>
      <ul aria-label={`Paging-structure cache of ${title}`}>
        {rows.map((row) => (
          <li key={row.key} data-stale={row.stale} data-change={row.change} title={row.label}>
            <span role="img" aria-label={row.label}>
              {row.text}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
