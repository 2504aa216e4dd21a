import { useState } from 'react';
import type { RunUntil } from '../../protocol/run-until.ts';
import { selectWays } from '../../state/run-selectors.ts';
import { useWorkbench, useWorkbenchState } from '../../state/workbench-context.ts';
import { actorWays } from '../../view/timeline/actor-ways.ts';
import { Button } from '../controls/button.tsx';
import { Dialog } from '../dialogs/dialog.tsx';
import { actorStyle } from '../machine/actor-style.ts';
import { useSession } from '../shell/session-context.ts';
import { runUntil } from './run-until.ts';
import css from './run-until-dialog.module.css';

/** One actor by itself: the others stand still meanwhile. */
export default function RunUntilDialog({ onClose }: { readonly onClose: () => void }) {
  const { store, client } = useWorkbench();
  const session = useSession();
  const actors = useWorkbenchState(({ opened }) => opened?.actors) ?? [];
  const ways = useWorkbenchState(selectWays);
  const slots = useWorkbenchState(({ opened }) => opened?.map.shape.slots) ?? [];
  const selected = useWorkbenchState(({ selection }) => selection?.gfn);
  const [gfn, setGfn] = useState(selected ?? slots[0]?.gfn ?? 0);
  const rows = actorWays({
    actors,
    next: ways?.next ?? null,
    blocked: ways?.blocked ?? [],
    suggestion: null,
  });
  const gfns = slots.flatMap(({ gfn: first, pages }) =>
    Array.from({ length: Math.min(pages, PAGES_MAX) }, (_, page) => first + page),
  );
  const go = (actor: number, until: RunUntil): void => {
    onClose();
    void runUntil({ store, session, client }, actor, until);
  };
  return (
    <Dialog title="Run one actor until …" width={640} onClose={onClose}>
      <p className={css['about']}>
        It goes its ordinary way, and stops at a violation in any case. The steps become part of the
        run.
      </p>
      <label className={css['gfn']}>
        gfn{' '}
        <select value={gfn} onChange={({ target }) => setGfn(Number(target.value))}>
          {[...new Set([gfn, ...gfns])]
            .sort((a, b) => a - b)
            .map((one) => (
              <option key={one} value={one}>
                0x{one.toString(16)}
              </option>
            ))}
        </select>
      </label>
      <ul className={css['rows']}>
        {rows.map(({ key, actor, title, code, reason, ways: own }) => (
          <li key={key} className={css['row']} style={actorStyle(actors, actor)}>
            <b className={css['actor']}>{title}</b>
            <span className={css['now']}>{code ?? reason}</span>
            {own.length > 0 && (
              <span className={css['acts']} role="group" aria-label={`Run ${title}`}>
                <Button onClick={() => go(actor, { kind: 'waits' })}>
                  until it waits or is done
                </Button>
                <Button onClick={() => go(actor, { kind: 'operation' })}>this operation</Button>
                <Button onClick={() => go(actor, { kind: 'touches', gfn })}>
                  until it touches 0x{gfn.toString(16)}
                </Button>
              </span>
            )}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** Of a memslot, to choose from. */
const PAGES_MAX = 64;
