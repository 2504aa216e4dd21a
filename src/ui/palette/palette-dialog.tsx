import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useWorkbench } from '../../state/workbench-context.ts';
import {
  findItems,
  type FoundGroup,
  type FoundItem,
  type PaletteItem,
} from '../../view/palette/find-items.ts';
import { useLitmusTable } from '../explore/use-litmus.ts';
import { useScenarioList } from '../shell/scenario-list.ts';
import { useSession } from '../shell/session-context.ts';
import { paletteItems } from './palette-items.ts';
import css from './palette-dialog.module.css';

/** Rows that PageUp and PageDown pass. */
const PAGE = 8;

/** Everything by name: type, choose by the arrows, and Enter does it. */
export default function PaletteDialog({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const ids = useId();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const groups = usePaletteGroups(typed);
  const items = groups.flatMap(({ found }) => found);
  const current = items[Math.min(chosen, items.length - 1)]?.item;
  useEffect(() => {
    dialog.current?.showModal();
  }, []);

  /** Closed first, so that the focus is back on the page when the command asks for it. */
  const run = (item: PaletteItem | undefined): void => {
    if (item === undefined) return;
    dialog.current?.close();
    onClose();
    void item.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') run(current);
    else {
      const next = movedTo(event, { at: Math.min(chosen, items.length - 1), count: items.length });
      if (next === null) return;
      setChosen(next);
    }
    event.preventDefault();
  };
  const optionId = (item: PaletteItem | undefined) =>
    item === undefined ? undefined : `${ids}/${item.key}`;
  return (
    // A click on the backdrop is one on the dialog itself; Escape does the same for keyboards.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={dialog}
      className={css['dialog']}
      aria-label="Command palette"
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) event.currentTarget.close();
      }}
    >
      <input
        className={css['input']}
        role="combobox"
        aria-label="What to do"
        aria-expanded={items.length > 0}
        aria-controls={`${ids}list`}
        aria-activedescendant={optionId(current)}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        placeholder="Command, actor, kernel, outcome, step, run or scenario"
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div
        className={css['list']}
        id={`${ids}list`}
        role="listbox"
        aria-label="Found"
        tabIndex={-1}
      >
        {groups.map((group) => (
          <Group
            key={group.group}
            group={group}
            current={current}
            idOf={(item) => optionId(item) ?? ''}
            onRun={run}
          />
        ))}
      </div>
      <p className={css['count']} role="status">
        {items.length === 0 ? 'Nothing here is called that.' : countText(groups)}
      </p>
    </dialog>
  );
}

function countText(groups: readonly FoundGroup[]): string {
  const shown = groups.reduce((sum, { found }) => sum + found.length, 0);
  const more = groups.reduce((sum, group) => sum + group.more, 0);
  return more === 0 ? `${shown} found` : `${shown} shown, ${more} more: type to find them`;
}

function usePaletteGroups(typed: string): FoundGroup[] {
  const { store, client } = useWorkbench();
  const session = useSession();
  const scenarios = useScenarioList();
  const litmus = useLitmusTable();
  const items = useMemo(
    () => paletteItems({ context: { store, session }, client, scenarios, litmus }),
    [store, session, client, scenarios, litmus],
  );
  return useMemo(() => findItems(typed, items), [typed, items]);
}

/** Where a key leads to; null if it is not one of the list's. Home and End are the text's. */
function movedTo(
  { key, ctrlKey }: KeyboardEvent,
  { at, count }: { at: number; count: number },
): number | null {
  if (count === 0) return null;
  switch (key) {
    case 'ArrowDown':
      return (at + 1) % count;
    case 'ArrowUp':
      return (at - 1 + count) % count;
    case 'PageDown':
      return Math.min(at + PAGE, count - 1);
    case 'PageUp':
      return Math.max(at - PAGE, 0);
    case 'Home':
      return ctrlKey ? 0 : null;
    case 'End':
      return ctrlKey ? count - 1 : null;
    default:
      return null;
  }
}

interface GroupProps {
  readonly group: FoundGroup;
  readonly current: PaletteItem | undefined;
  readonly idOf: (item: PaletteItem) => string;
  readonly onRun: (item: PaletteItem) => void;
}

function Group({ group: { group, found }, current, idOf, onRun }: GroupProps) {
  const heading = useId();
  return (
    <div role="group" aria-labelledby={heading}>
      <p className={css['group']} id={heading}>
        {group}
      </p>
      {found.map((one) => (
        <Option
          key={one.item.key}
          id={idOf(one.item)}
          found={one}
          selected={one.item === current}
          onRun={onRun}
        />
      ))}
    </div>
  );
}

interface OptionProps {
  readonly id: string;
  readonly found: FoundItem;
  readonly selected: boolean;
  readonly onRun: (item: PaletteItem) => void;
}

function Option({ id, found: { item, at }, selected, onRun }: OptionProps) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (selected) row.current?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  return (
    // The focus stays in the field, which has the keys.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      ref={row}
      id={id}
      className={css['option']}
      role="option"
      aria-selected={selected}
      onClick={() => onRun(item)}
    >
      <span className={css['title']}>
        {item.title
          .split('')
          .map((letter, index) =>
            at.includes(index) ? <mark key={index}>{letter}</mark> : letter,
          )}
      </span>
      {item.detail !== '' && <span className={css['detail']}>{item.detail}</span>}
      {item.keys.map((key) => (
        <kbd key={key} className={css['key']}>
          {key}
        </kbd>
      ))}
    </div>
  );
}
