import { useEffect, useState } from 'react';
import { OWN_KEYS, type OwnKeys } from '../../state/own-keys.ts';
import { useWorkbench, useWorkbenchState } from '../../state/workbench-context.ts';
import { Button } from '../controls/button.tsx';
import { keyNames } from '../keys/key-names.ts';
import { KEY_TABLE, type CommandId } from '../keys/key-table.ts';
import { KEY_GROUPS, KEY_WORDS } from '../keys/key-words.ts';
import { isFixed, rebind, unbind, type Rebound } from '../keys/rebind.ts';
import css from './key-sheet.module.css';

/** All keys, from the table that the listener reads; each can be another one. */
export function KeyRows() {
  const { store, storage } = useWorkbench();
  const own = useWorkbenchState(({ ownKeys }) => ownKeys);
  const [asking, setAsking] = useState<CommandId | null>(null);
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
        {KEY_GROUPS.map((group) => (
          <section key={group}>
            <h3 className={css['heading']}>{group}</h3>
            <ul className={css['keys']}>
              {KEY_TABLE.filter(({ id }) => KEY_WORDS[id].group === group).map(({ id }) => (
                <Row
                  key={id}
                  id={id}
                  own={own}
                  asking={asking === id}
                  onAsk={() => {
                    setSaid('Press the key; Escape leaves things as they are.');
                    setAsking(id);
                  }}
                  onReset={() => take(unbind(id, own))}
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
  readonly id: CommandId;
  readonly own: OwnKeys;
  /** The next key pressed is for this one. */
  readonly asking: boolean;
  readonly onAsk: () => void;
  readonly onReset: () => void;
}

function Row({ id, own, asking, onAsk, onReset }: RowProps) {
  const names = isFixed(id) ? ['1', '…', '9'] : keyNames(id, own);
  const caps = asking ? <kbd className={css['key']}>press …</kbd> : names.map(keyCap);
  const { title } = KEY_WORDS[id];
  return (
    <li className={css['row']}>
      {isFixed(id) ? (
        <span className={css['names']}>{caps}</span>
      ) : (
        <button
          type="button"
          className={css['names']}
          aria-label={`${names.join(', ')}: change the key of “${title}”`}
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
    <kbd key={name} className={css['key']}>
      {name}
    </kbd>
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
