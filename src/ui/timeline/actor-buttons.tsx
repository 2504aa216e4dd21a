import { useMemo } from 'react';
import type { ActorInfo } from '../../protocol/run.ts';
import { selectHints, selectSuggestion, selectWays } from '../../state/run-selectors.ts';
import { useWorkbench, useWorkbenchState } from '../../state/workbench-context.ts';
import type { WorkbenchState } from '../../state/workbench-state.ts';
import { actorWays, hintText, type ActorWays } from '../../view/timeline/actor-ways.ts';
import { byHand } from '../keys/commands.ts';
import { actorStyle } from '../machine/actor-style.ts';
import { useSession } from '../shell/session-context.ts';
import css from './actor-buttons.module.css';

const NOBODY: readonly ActorInfo[] = [];

/** Who moves: a button per actor, with what it would do next. */
export function ActorButtons() {
  const actors = useWorkbenchState(({ opened }) => opened?.actors ?? NOBODY);
  const ways = useWorkbenchState(selectWays);
  const suggestion = useWorkbenchState(selectSuggestion);
  const hints = useWorkbenchState(selectHints);
  const { store } = useWorkbench();
  const session = useSession();
  const buttons = useMemo(() => {
    const { next = null, blocked = [] } = ways ?? {};
    return actorWays({ actors, next, blocked, suggestion, hints });
  }, [actors, ways, suggestion, hints]);
  const hand = () => byHand({ store, session });
  return (
    <div
      className={css['buttons']}
      role="group"
      aria-label="Who moves next"
      data-many={buttons.length > 3}
    >
      {buttons.map((button) => (
        <div
          key={button.key}
          className={css['actor']}
          style={actorStyle(actors, button.actor)}
          data-forked={button.ways.length > 1}
        >
          <ActorButton button={button} hand={hand} />
        </div>
      ))}
    </div>
  );
}

interface ActorButtonProps {
  readonly button: ActorWays;
  readonly hand: () => WorkbenchState['actions'];
}

/** Disabled by attribute only: it keeps the focus, and says why, while its actor waits. */
function ActorButton({ button, hand }: ActorButtonProps) {
  const { actor, title, digit, code, fn, reason, suggested, ways, hint } = button;
  const able = ways.length > 0;
  return (
    <>
      <button
        type="button"
        className={css['step']}
        data-suggested={suggested}
        aria-disabled={!able}
        title={able ? `${fn ?? ''}: ${code ?? ''}` : (reason ?? '')}
        onClick={() => {
          if (able) void hand().moveActor(actor);
        }}
      >
        {digit !== null && <kbd className={css['digit']}>{digit}</kbd>}
        <span className={css['title']}>{title}</span>
        <span className={css['code']}>{code ?? reason ?? ''}</span>
        {suggested && (
          <span className={css['next']}>
            <span className="visually-hidden">, </span>next
          </span>
        )}
        {hint !== null && (
          <span className={css['hint']} data-hint={typeof hint === 'number' ? 'near' : hint}>
            <span className="visually-hidden">, </span>
            {hintText(hint)}
          </span>
        )}
      </button>
      {ways.length > 1 && (
        <span className={css['variants']} role="group" aria-label={`Ways of ${title}`}>
          {ways.map(({ key, choice, variant, suggested: wanted, hint: itsHint }) => (
            <button
              key={key}
              type="button"
              className={css['variant']}
              data-suggested={wanted}
              title={itsHint === null ? undefined : hintText(itsHint)}
              onClick={() => void hand().stepActor(choice)}
            >
              {variant}
            </button>
          ))}
        </span>
      )}
    </>
  );
}
