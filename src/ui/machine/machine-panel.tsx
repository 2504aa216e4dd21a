import { useRef, useState } from 'react';
import { actorsNow, codePlaces } from '../../view/machine/actor-now.ts';
import { leafTable } from '../../view/machine/leaf-table.ts';
import { locksPicture } from '../../view/machine/locks-picture.ts';
import { treePicture } from '../../view/machine/tree-picture.ts';
import { vcpuCards } from '../../view/machine/vcpu-card.ts';
import type { PictureProps } from '../panel-props.ts';
import { pageIdle } from '../shell/page-idle.ts';
import { useKept } from '../controls/use-kept.ts';
import { useLate, useLateModule } from '../shell/use-late.ts';
import { useRegionName } from './beside.ts';
import { LeafTable } from './leaf-table.tsx';
import { LocksStrip } from './locks-strip.tsx';
import { PageTree } from './page-tree.tsx';
import type { StaleArrowsProps } from './stale-arrows.tsx';
import { VcpuCard } from './vcpu-card.tsx';
import type { ViolationCardProps } from './violation-card.tsx';
import { useWindowSize } from '../shell/use-window-size.ts';
import { useWidth } from './use-width.ts';
import styles from './machine-panel.module.css';

/** A story begins with neither. */
const loadViolationCard = async () => {
  await pageIdle();
  return import('./violation-card.tsx');
};
const loadStaleArrows = async () => {
  await pageIdle();
  return import('./stale-arrows.tsx');
};
const loadPageLog = async () => {
  await pageIdle();
  return import('./page-log.tsx');
};

/** Too low for a tree in full with its entries below it, and perhaps a violation. */
const LOW_HEIGHT = 800;
/** A tree of one path stays in sight while the entries scroll; a taller one would leave them no room. */
const STAYS_HEIGHT_MAX = 130;

/** The width a picture is laid out for until the browser has told the real one. */
const WIDTH_AT_FIRST = 520;

/** The machine at one moment: vCPUs and locks, page tables, the entries of one table, what went wrong. */
export function MachinePanel(props: PictureProps) {
  const card = useLate<ViolationCardProps>(loadViolationCard);
  const arrows = useLate<StaleArrowsProps>(loadStaleArrows);
  const { actors, next, onGoTo, onSelect, programs, view, violation } = props;
  const late = useLateModule(loadPageLog);
  const [content, setContent] = useState<HTMLElement | null>(null);
  const tree = useRef<HTMLDivElement>(null);
  const [all, setAll] = useState(false);
  const width = useWidth(tree, WIDTH_AT_FIRST);
  const low = useWindowSize().height <= LOW_HEIGHT;
  const now = actorsNow({ view, actors, places: codePlaces(programs), next });
  const table = useKept(leafTable(props, { all }));
  const gfns = table?.level === 1 ? table.rows.map(({ gfn }) => gfn) : [];
  const log = useKept(typeof late === 'string' ? null : late.pageLog(props, gfns));
  const parts = typeof late === 'string' ? null : late;
  const locks = useKept(locksPicture(props, now));
  const cards = useKept(vcpuCards(props, now));
  const picture = useKept(treePicture(props, { width, low }));
  return (
    <section className={styles['panel']} aria-label={useRegionName('Machine')}>
      <LocksStrip locks={locks} actors={actors} />
      <div className={styles['scroll']} data-scroller>
        <div className={styles['content']} ref={setContent}>
          <div className={styles['cards']}>
            {cards.map((card) => (
              <VcpuCard
                key={card.key}
                card={card}
                actors={actors}
                onSelect={onSelect}
                pml={log?.pml[card.actor] ?? null}
                parts={parts}
              />
            ))}
          </div>
          <div className={styles['tables']}>
            <div
              ref={tree}
              className={styles['tree']}
              data-stays={low && picture.height <= STAYS_HEIGHT_MAX}
            >
              <PageTree picture={picture} onSelect={onSelect} />
            </div>
            {table !== null && (
              <LeafTable
                table={table}
                position={props.position}
                actors={actors}
                log={log}
                parts={parts}
                all={all}
                onAll={setAll}
                onSelect={onSelect}
                onGoTo={onGoTo}
              />
            )}
          </div>
          {typeof arrows !== 'string' && (
            <arrows.default
              container={content}
              picture={`${props.position} ${table?.title ?? ''} ${all}`}
            />
          )}
        </div>
      </div>
      {violation !== null && typeof card !== 'string' && (
        <card.default
          about={{ violation, records: props.records, actors, layout: props.layout }}
          otherColumn={props.otherColumn}
          onGoTo={onGoTo}
          onSwitchColumn={props.onSwitchColumn}
        />
      )}
    </section>
  );
}
