import { useEffect, useId, useState } from 'react';
import { goToEvent } from '../../state/trace/trace-actions.ts';
import { useTrace, useTraceState } from '../../state/trace/trace-port.ts';
import { counted } from '../../view/trace/counted.ts';
import { Button } from '../controls/button.tsx';
import { IssueList } from '../shell/issue-list.tsx';
import { EventsTable } from './events-table.tsx';
import { useAsked } from './use-asked.ts';
import css from './events-panel.module.css';

/** Whoever types is not searched for at each letter. */
const TYPING_MS = 200;

/** The events that pass a filter, as a table. */
export function EventsPanel() {
  const filter = useTraceState((state) => state.filter);
  const { issues, reply, waiting } = useAsked<'rows'>({ type: 'rows', filter, first: 0, count: 0 });
  return (
    <section className={css['panel']} aria-labelledby="events-heading">
      <div className={css['head']}>
        <h2 id="events-heading" className={css['title']}>
          Events
        </h2>
        <FilterField />
        <FoundButtons filter={filter} />
        <span role="status" className={css['count']}>
          {waiting ? 'searching …' : reply === null ? '' : counted(reply.total, 'event')}
        </span>
      </div>
      <div role="status" className={css['issues']}>
        <IssueList issues={issues} />
      </div>
      <EventsTable filter={filter} total={reply?.total ?? 0} />
    </section>
  );
}

function FilterField() {
  const { store } = useTrace();
  const filter = useTraceState((state) => state.filter);
  const [typed, setTyped] = useState(filter);
  const id = useId();
  useEffect(() => {
    const timer = setTimeout(() => store.setState({ filter: typed }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, store]);
  return (
    <label className={css['filter']} htmlFor={id}>
      <span>Filter</span>
      <input
        id={id}
        type="search"
        data-trace-filter
        spellCheck={false}
        autoComplete="off"
        placeholder="gfn=1004 level=1 vcpu=0 event=page_fault is=finding W 1->0"
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
        onKeyDown={({ key }) => {
          if (key === 'Enter') store.setState({ filter: typed });
        }}
      />
    </label>
  );
}

/** From the cursor to the next event that passes, or the one before. */
function FoundButtons({ filter }: { readonly filter: string }) {
  const port = useTrace();
  const go = async (direction: 'next' | 'previous'): Promise<void> => {
    const { cursor: from } = port.store.getState();
    const found = await port.client.request<'find'>({ type: 'find', filter, from, direction });
    if (found.type === 'found' && found.event !== null) goToEvent(port, found.event);
  };
  return (
    <>
      <Button aria-label="Previous event that passes" onClick={() => void go('previous')}>
        ↑
      </Button>
      <Button aria-label="Next event that passes" onClick={() => void go('next')}>
        ↓
      </Button>
    </>
  );
}
