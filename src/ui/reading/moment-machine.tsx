import { useMemo } from 'react';
import { actorsNow, codePlaces } from '../../view/machine/actor-now.ts';
import { leafTable } from '../../view/machine/leaf-table.ts';
import { locksPicture } from '../../view/machine/locks-picture.ts';
import { pageLog } from '../../view/machine/page-log.ts';
import { treePicture } from '../../view/machine/tree-picture.ts';
import { vcpuCards } from '../../view/machine/vcpu-card.ts';
import { momentFocus, type MomentFocus } from '../../view/reading/moment-focus.ts';
import { useKept } from '../controls/use-kept.ts';
import { BesideContext } from '../machine/beside.ts';
import { LocksStrip } from '../machine/locks-strip.tsx';
import * as lateMachine from '../machine/late-machine.ts';
import { VcpuCard } from '../machine/vcpu-card.tsx';
import ViolationCard from '../machine/violation-card.tsx';
import type { PictureProps } from '../panel-props.ts';
import { usePictureProps } from '../shell/use-picture-props.ts';
import { FocusRow } from './focus-row.tsx';
import css from './moment-machine.module.css';

/** The whole machine may be on the page, too: its regions are not these. */
const BESIDE = { name: 'this moment', differing: new Set<string>() };

/** The width a tree is computed for; it is not drawn. */
const WIDTH = 400;

interface MomentMachineProps {
  /** What is told of the moment. */
  readonly words: string;
}

/** What of the machine the moment speaks of; the whole is further down. */
export function MomentMachine({ words }: MomentMachineProps) {
  const props = usePictureProps();
  if (props === null) return null;
  return (
    <BesideContext value={BESIDE}>
      <Focus {...props} words={words} />
    </BesideContext>
  );
}

function Focus(props: PictureProps & MomentMachineProps) {
  const { actors, layout, onGoTo, onSelect, records, violation } = props;
  const focus = useKept(useFocus(props));
  const gfns = focus.rows.map(({ gfn }) => gfn);
  const log = useKept(pageLog(props, gfns));
  return (
    <section className={css['machine']} aria-label="The machine at this moment">
      {violation !== null && (
        <ViolationCard
          about={{ violation, records, actors, layout }}
          otherColumn={props.otherColumn}
          onGoTo={onGoTo}
          onSwitchColumn={props.onSwitchColumn}
        />
      )}
      <LocksStrip locks={focus.locks} actors={actors} />
      <Walk focus={focus} />
      <ul className={css['rows']} aria-label={`Entries of ${focus.table ?? 'the tables'}`}>
        {focus.rows.map((row) => (
          <FocusRow
            key={row.key}
            row={row}
            log={log.rows[row.gfn] ?? null}
            actors={actors}
            onGoTo={onGoTo}
            onSelect={onSelect}
          />
        ))}
      </ul>
      <div className={css['cards']}>
        {focus.cards.map((card) => (
          <VcpuCard
            key={card.key}
            card={card}
            actors={actors}
            onSelect={onSelect}
            pml={log.pml[card.actor] ?? null}
            parts={lateMachine}
          />
        ))}
      </div>
    </section>
  );
}

function useFocus(props: PictureProps & MomentMachineProps): MomentFocus {
  return useMemo(() => {
    const { actors, next, programs, view, words } = props;
    const now = actorsNow({ view, actors, places: codePlaces(programs), next });
    return momentFocus({
      words,
      table: leafTable(props, { all: true }),
      cards: vcpuCards(props, now),
      locks: locksPicture(props, now),
      tree: treePicture(props, { width: WIDTH }),
    });
  }, [props]);
}

/** From the root down to the entry; and tables that no walk reaches any more. */
function Walk({ focus: { loose, walk } }: { readonly focus: MomentFocus }) {
  return (
    <div className={css['walk']}>
      <ol aria-label="Walk">
        {walk.map(({ changed, key, name, text }) => (
          <li key={key} data-changed={changed}>
            {name} <span className={css['place']}>{text}</span>
          </li>
        ))}
      </ol>
      {loose.length > 0 && (
        <ul aria-label="Tables out of the tree">
          {loose.map(({ changed, key, name, standing }) => (
            <li key={key} data-changed={changed}>
              <span className={css['place']}>{name}</span> {standing}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
