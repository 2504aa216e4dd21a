import { memo } from 'react';
import type { ActorInfo } from '../../protocol/run.ts';
import type { LocksPicture } from '../../view/machine/locks-picture.ts';
import { actorStyle } from './actor-style.ts';
import { useDiffers, useRegionName } from './beside.ts';
import styles from './locks-strip.module.css';

export interface LocksStripProps {
  readonly locks: LocksPicture;
  readonly actors: readonly ActorInfo[];
}

/** Who holds mmu_lock, who is inside RCU, who waits. */
export const LocksStrip = memo(function LocksStrip({ actors, locks }: LocksStripProps) {
  const { mmuLock, rows, waiting } = locks;
  const holder = mmuLock.holders[0];
  const differs = useDiffers();
  return (
    <section className={styles['strip']} aria-label={useRegionName('Locks')}>
      <div className={styles['lock']}>
        <h3 className={styles['title']}>mmu_lock</h3>
        <p
          className={styles['holder']}
          data-mode={mmuLock.mode}
          data-changed={mmuLock.changed}
          data-differs={differs('lock/mmu_lock')}
          style={holder === undefined ? undefined : actorStyle(actors, holder.actor)}
        >
          {mmuLock.mode === 'free' ? (
            'free'
          ) : (
            <>
              <span className={styles['held']}>held for </span>
              {mmuLock.mode}: {mmuLock.names}
            </>
          )}
        </p>
      </div>
      <dl className={styles['rows']}>
        {rows.map((row) => (
          <div
            key={row.key}
            data-key={row.key}
            data-idle={row.idle}
            data-changed={row.changed}
            data-differs={differs(`lock/${row.key}`)}
          >
            <dt>{row.name}</dt>
            <dd>
              <span aria-hidden="true">{row.text}</span>
              <span className="visually-hidden">{row.spoken}</span>
            </dd>
          </div>
        ))}
      </dl>
      {waiting.length > 0 && (
        <ul className={styles['waiting']} aria-label="Waiting">
          {waiting.map((one) => (
            <li key={one.key} style={actorStyle(actors, one.actor)} title={one.code}>
              <b>{one.title}</b> waits: {one.code}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
});
