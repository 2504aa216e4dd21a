import { useId, useRef, useState } from 'react';
import type { PictureProps } from '../panel-props.ts';
import { pageIdle } from '../shell/page-idle.ts';
import { useLate, useLateModule } from '../shell/use-late.ts';
import { useRegionName } from './beside.ts';
import { gridParts } from './grid-parts.ts';
import { LeafTable } from './leaf-table.tsx';
import { LocksStrip } from './locks-strip.tsx';
import { PageTree } from './page-tree.tsx';
import type { StaleArrowsProps } from './stale-arrows.tsx';
import { VcpuCards } from './vcpu-cards.tsx';
import type { ViolationCardProps } from './violation-card.tsx';
import { useWindowSize } from '../shell/use-window-size.ts';
import { usePictures } from './use-pictures.ts';
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
const loadLateParts = async () => {
  await pageIdle();
  return import('./late-machine.ts');
};

/** Too low for a tree in full with its entries below it, and perhaps a violation. */
const LOW_HEIGHT = 800;
/** A tree of one path stays in sight while the entries scroll; a taller one would leave them no room. */
const STAYS_SHARE_MAX = 0.18;
/** From here on cards in full have room for a crowd. */
const CARDS_HEIGHT = 1200;

/** The width a picture is laid out for until the browser has told the real one. */
const WIDTH_AT_FIRST = 520;

/** The machine at one moment: vCPUs and locks, page tables, the entries of one table, what went wrong. */
export function MachinePanel(props: PictureProps) {
  const card = useLate<ViolationCardProps>(loadViolationCard);
  const arrows = useLate<StaleArrowsProps>(loadStaleArrows);
  const { actors, onGoTo, onSelect, violation } = props;
  const late = useLateModule(loadLateParts);
  const [content, setContent] = useState<HTMLElement | null>(null);
  const tree = useRef<HTMLDivElement>(null);
  const [all, setAll] = useState(false);
  const [short, setShort] = useState(true);
  const width = useWidth(tree, WIDTH_AT_FIRST);
  const { height } = useWindowSize();
  const low = height <= LOW_HEIGHT;
  const parts = typeof late === 'string' ? null : late;
  const id = useId();
  const pictures = usePictures(props, { all, low, parts, width });
  const { cards, locks, log, table, tree: tables } = pictures;
  const stays = tables.height <= height * STAYS_SHARE_MAX;
  const brief = low && violation !== null;
  const crowd = brief || (cards.length > 2 && height < CARDS_HEIGHT);
  const pictureKey = `${props.position} ${table?.title ?? ''} ${all} ${short}`;
  return (
    <section className={styles['panel']} aria-label={useRegionName('Machine')}>
      <LocksStrip locks={locks} actors={actors} />
      <div className={styles['scroll']} data-scroller>
        <div className={styles['content']} ref={setContent}>
          <VcpuCards
            cards={cards}
            short={crowd ? short : null}
            onShort={setShort}
            actors={actors}
            onSelect={onSelect}
            pml={log?.pml}
            parts={parts}
          />
          <div className={styles['tables']} data-tall={!stays} data-scroller>
            <div ref={tree} className={styles['tree']} data-brief={brief} data-stays={stays}>
              <PageTree picture={tables} id={id} unfolded={table?.frame} onSelect={onSelect} />
            </div>
            {table === null ? (
              <TablesAlone owns={gridParts(id, tables)} />
            ) : (
              <LeafTable
                table={table}
                id={id}
                tree={tables}
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
          {parts && <parts.TreeGridKeys container={content} />}
          {typeof arrows !== 'string' && (
            <arrows.default container={content} picture={pictureKey} />
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

/** No root leads anywhere: tables are left, and none of them has its entries listed. */
function TablesAlone({ owns }: { readonly owns: string }) {
  return owns === '' ? null : <div role="treegrid" aria-label="Page tables" aria-owns={owns} />;
}
