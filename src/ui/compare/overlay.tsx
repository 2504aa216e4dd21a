import { useMemo, useState } from 'react';
import {
  overlayGroups,
  type OverlayGroup,
  type OverlayRow,
} from '../../view/compare/difference-rows.ts';
import type { BitPair } from '../../view/compare/differences.ts';
import { Button } from '../controls/button.tsx';
import { useCompare, useCompareState, type Names } from './compare-context.ts';
import { useFirstRows } from './first-rows.tsx';
import { SideName } from './side-machine.tsx';
import type { MachinesNow } from './use-differences.ts';
import css from './overlay.module.css';

/** In pixels, a level of page tables. */
const INDENT = 10;

interface OverlayProps {
  readonly now: MachinesNow;
  readonly names: Names;
}

/** Both machines in one: what they agree in is said once, what they do not is said of both. */
export function Overlay({ names, now }: OverlayProps) {
  // A narrow window has no room for what is the same.
  const [onlyDiffering, setOnlyDiffering] = useState(
    () => window.matchMedia('(width < 900px)').matches,
  );
  const groups = useMemo(() => overlayGroups(now.pairs), [now]);
  return (
    <section className={css['overlay']} aria-label="Both machines, overlaid">
      <div className={css['names']}>
        <SideName side="left" />
        <SideName side="right" />
      </div>
      <div className={css['tools']}>
        <Button aria-pressed={onlyDiffering} onClick={() => setOnlyDiffering(!onlyDiffering)}>
          Only what differs
        </Button>
      </div>
      <div className={css['groups']} data-scroller>
        <div className={css['columns']}>
          {groups.map((group) => (
            <Group key={group.key} group={group} names={names} onlyDiffering={onlyDiffering} />
          ))}
        </div>
      </div>
    </section>
  );
}

interface GroupProps {
  readonly group: OverlayGroup;
  readonly names: Names;
  readonly onlyDiffering: boolean;
}

function Group({ group, names, onlyDiffering }: GroupProps) {
  const { differing, rows, title } = group;
  const wanted = onlyDiffering ? rows.filter(({ same }) => !same) : rows;
  const { more, rows: shown } = useFirstRows(wanted, title);
  if (shown.length === 0) return null;
  return (
    <section className={css['group']} aria-label={title}>
      <h3>
        {title}
        <span className={css['count']}>{differing === 0 ? ' the same' : ` ≠ ${differing}`}</span>
      </h3>
      <table>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">what</th>
            <th scope="col">bits</th>
            <th scope="col">rest</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <Row key={row.key} row={row} names={names} />
          ))}
        </tbody>
      </table>
      {more}
    </section>
  );
}

function Row({ names, row }: { readonly row: OverlayRow; readonly names: Names }) {
  return (
    <tr data-differs={row.same ? undefined : true}>
      <th scope="row">
        <span className={css['row']} style={{ paddingLeft: row.depth * INDENT }}>
          <span className={css['sign']} aria-hidden="true">
            {row.same ? '' : '≠'}
          </span>
          <RowName row={row} />
        </span>
      </th>
      <td className={css['bits']}>
        {row.bits.map((bit) => (
          <Bit key={bit.letter} bit={bit} names={names} />
        ))}
      </td>
      <td>
        {row.text ?? (
          <>
            <span className={css['value']}>
              <span className={css['who']}>◧ {names.left}</span> {row.left}
            </span>
            <span className={css['value']}>
              <span className={css['who']}>◨ {names.right}</span> {row.right}
            </span>
          </>
        )}
      </td>
    </tr>
  );
}

/** What is about a gfn leads to it: the other look has that one selected. */
function RowName({ row: { name, selects } }: { readonly row: OverlayRow }) {
  const { actions } = useCompare();
  const selection = useCompareState((state) => state.selection);
  if (selects === null) return name;
  const { gfn, level } = selects;
  return (
    <button
      type="button"
      aria-pressed={selection?.gfn === gfn && selection.level === level}
      onClick={() => actions.select(selects)}
    >
      {name}
    </button>
  );
}

/** A letter both have, a dot neither has; one that only one has, with the side it is on. */
function Bit({ bit, names }: { readonly bit: BitPair; readonly names: Names }) {
  const { left, letter, right } = bit;
  const [mine, theirs] = [left === true, right === true];
  if (mine === theirs) {
    return (
      <span className={css['bit']} data-set={mine}>
        {mine ? letter : '·'}
      </span>
    );
  }
  const who = mine ? names.left : names.right;
  return (
    <span className={css['bit']} data-differs title={`${letter} in ${who} only`}>
      <span aria-hidden="true">{mine ? '◧' : '◨'}</span>
      {letter}
      <span className="visually-hidden"> in {who} only, </span>
    </span>
  );
}
