import { Fragment, useEffect, useState } from 'react';
import { OWN_KEYS, type OwnKeys } from '../../state/own-keys.ts';
import { useWorkbench, useWorkbenchState } from '../../state/workbench-context.ts';
import { Button } from '../controls/button.tsx';
import type { AnyCommandId, KeyRow } from '../keys/all-keys.ts';
import { keysOfRow } from '../keys/all-keys.ts';
import { keyName } from '../keys/key-names.ts';
import { keySections } from '../keys/key-sections.ts';
import { rebind, unbind, type Rebound } from '../keys/rebind.ts';
import css from './key-sheet.module.css';

/** All keys of all views, from the tables that the listeners read; those of the view on screen first. */
export function KeyRows() {
  const { store, storage } = useWorkbench();
  const own = useWorkbenchState(({ ownKeys }) => ownKeys);
  const view = useWorkbenchState((state) => state.view);
  const [asking, setAsking] = useState<AnyCommandId | null>(null);
  const [said, setSaid] = useState('');

  const keep = (ownKeys: OwnKeys): void => {
    store.setState({ ownKeys });
    storage.write(OWN_KEYS, ownKeys);
  };
  const take = (rebound: Rebound): void => {
    if (rebound.ok) keep(rebound.own);
    setSaid(rebound.said);
  };
  usePressedKey(asking !== null, (key) => {
    setAsking(null);
    if (asking === null || key === 'Escape') setSaid('Nothing has been changed.');
    else take(rebind(asking, key, own));
  });
  return (
    <>
      <div className={css['columns']}>
        {keySections(view).map(({ heading, rows }) => (
          <section key={heading}>
            <h3 className={css['heading']}>{heading}</h3>
            <ul className={css['keys']}>
              {rows.map((row) => (
                <Row
                  key={row.id}
                  row={row}
                  own={own}
                  asking={asking === row.id}
                  onAsk={() => {
                    setSaid('Press the key; Escape leaves things as they are.');
                    setAsking(row.id);
                  }}
                  onReset={() => take(unbind(row.id, own))}
                />
              ))}
            </ul>
          </section>
        ))}
      </div>
      <div className={css['said']}>
        <p role="status" aria-label="Keys">
          {said === '' ? 'To change a key, choose it, and press another one.' : said}
        </p>
        {Object.keys(own).length > 0 && (
          <Button
            onClick={() => {
              keep({});
              setSaid('All keys are as they came.');
            }}
          >
            All keys as they came
          </Button>
        )}
      </div>
    </>
  );
}

interface RowProps {
  readonly row: KeyRow;
  readonly own: OwnKeys;
  /** The next key pressed is for this one. */
  readonly asking: boolean;
  readonly onAsk: () => void;
  readonly onReset: () => void;
}

function Row({ row, own, asking, onAsk, onReset }: RowProps) {
  const { fixed, id, title } = row;
  const names = id === 'actor' ? ['1', '…', '9'] : keysOfRow(row, own).map(keyName);
  const caps = asking ? <kbd className={css['key']}>press …</kbd> : names.map(keyCap);
  return (
    <li className={css['row']}>
      {fixed ? (
        <span className={css['names']}>{caps}</span>
      ) : (
        <button
          type="button"
          className={css['names']}
          aria-label={`${names.join(' ')}: change the key of “${title}”`}
          onClick={onAsk}
        >
          {caps}
        </button>
      )}
      <span>
        {title}
        {own[id] !== undefined && (
          <button type="button" className={css['reset']} onClick={onReset}>
            as it came<span className="visually-hidden">: {title}</span>
          </button>
        )}
      </span>
    </li>
  );
}

function keyCap(name: string) {
  return (
    <Fragment key={name}>
      <kbd className={css['key']}>{name}</kbd>{' '}
    </Fragment>
  );
}

/** The next key pressed while `wanted`, before the dialog or the page can act on it. */
function usePressedKey(wanted: boolean, onKey: (key: string) => void): void {
  useEffect(() => {
    if (!wanted) return undefined;
    const listen = (event: KeyboardEvent): void => {
      // A modifier alone is the beginning of a key.
      if (['Shift', 'Control', 'Alt', 'Meta', 'AltGraph'].includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      onKey(event.key);
    };
    window.addEventListener('keydown', listen, { capture: true });
    return () => window.removeEventListener('keydown', listen, { capture: true });
  }, [wanted, onKey]);
}
