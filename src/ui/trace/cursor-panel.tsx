import { useState, type KeyboardEvent } from 'react';
import { useTraceState } from '../../state/trace/trace-port.ts';
import { grouped } from '../../view/trace/counted.ts';
import { FindingsPanel } from './findings-panel.tsx';
import { GfnField } from './gfn-field.tsx';
import { LeafMapPanel } from './leaf-map-panel.tsx';
import { LifePanel } from './life-panel.tsx';
import { TablesPanel } from './tables-panel.tsx';
import css from './cursor-panel.module.css';

const TABS = [
  { id: 'findings', title: 'Findings', Panel: FindingsPanel },
  { id: 'tables', title: 'Page tables', Panel: TablesPanel },
  { id: 'map', title: 'Map', Panel: LeafMapPanel },
  { id: 'life', title: 'Life of a gfn', Panel: LifePanel },
] as const;

type TabId = (typeof TABS)[number]['id'];

/** What there is to see at the cursor: findings, the tables just after it, the life of one gfn. */
export function CursorPanel() {
  const [chosen, setChosen] = useState<TabId>('findings');
  const { Panel } = TABS.find(({ id }) => id === chosen) ?? TABS[0];
  return (
    <section className={css['panel']} aria-label="At the cursor">
      <CursorLine />
      <GfnField onChosen={() => setChosen((tab) => (tab === 'findings' ? 'life' : tab))} />
      <TabList chosen={chosen} onChoose={setChosen} />
      <div
        className={css['body']}
        role="tabpanel"
        id={`trace-panel-${chosen}`}
        aria-labelledby={`trace-tab-${chosen}`}
        tabIndex={0}
      >
        <Panel />
      </div>
    </section>
  );
}

function CursorLine() {
  const row = useTraceState(({ marks }) => marks.cursor);
  if (row === null) return null;
  return (
    <p className={css['cursor']} title={row.message}>
      After event {grouped(row.event + 1)}, line {grouped(row.line)}, {row.time}: <b>{row.name}</b>{' '}
      {row.message}
    </p>
  );
}

interface TabListProps {
  readonly chosen: TabId;
  readonly onChoose: (id: TabId) => void;
}

/** Arrows go from tab to tab, as in any list of tabs. */
function TabList({ chosen, onChoose }: TabListProps) {
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const at = TABS.findIndex(({ id }) => id === chosen);
    const next = TABS[(at + by + TABS.length) % TABS.length] ?? TABS[0];
    onChoose(next.id);
    document.getElementById(`trace-tab-${next.id}`)?.focus();
  };
  return (
    // The keys are those of the tabs in it.
    // eslint-disable-next-line jsx-a11y/interactive-supports-focus
    <div className={css['tabs']} role="tablist" aria-label="At the cursor" onKeyDown={onKeyDown}>
      {TABS.map(({ id, title }) => (
        <button
          key={id}
          type="button"
          role="tab"
          id={`trace-tab-${id}`}
          className={css['tab']}
          aria-selected={id === chosen}
          aria-controls={id === chosen ? `trace-panel-${id}` : undefined}
          tabIndex={id === chosen ? 0 : -1}
          onClick={() => onChoose(id)}
        >
          {title}
        </button>
      ))}
    </div>
  );
}
