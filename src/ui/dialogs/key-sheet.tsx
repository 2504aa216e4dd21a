import type { AccessKind } from '../../protocol/run.ts';
import { MARK_KINDS } from '../../view/timeline/mark-kinds.ts';
import { useActions } from '../../state/workbench-context.ts';
import { Button } from '../controls/button.tsx';
import { KEY_TABLE } from '../keys/key-table.ts';
import { KEY_WORDS, type KeyGroup } from '../keys/key-words.ts';
import { Dialog } from './dialog.tsx';
import css from './key-sheet.module.css';

const GROUPS: readonly KeyGroup[] = ['Steps', 'Run', 'Page'];

/** All keys, from the table that the listener reads; and what the marks of the timeline mean. */
export default function KeySheet({ onClose }: { readonly onClose: () => void }) {
  const actions = useActions();
  return (
    <Dialog title="Keys and marks" width={720} onClose={onClose}>
      <div className={css['columns']}>
        {GROUPS.map((group) => (
          <section key={group}>
            <h3 className={css['heading']}>{group}</h3>
            <dl className={css['keys']}>
              {KEY_TABLE.filter(({ id }) => KEY_WORDS[id].group === group).map(({ id }) => (
                <div key={id} className={css['row']}>
                  <dt className={css['names']}>
                    {KEY_WORDS[id].shown.map((key) => (
                      <kbd key={key} className={css['key']}>
                        {key}
                      </kbd>
                    ))}
                  </dt>
                  <dd>{KEY_WORDS[id].title}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <section>
        <h3 className={css['heading']}>Marks of the timeline</h3>
        <ul className={css['marks']}>
          {(Object.keys(MARK_KINDS) as AccessKind[]).map((kind) => (
            <li key={kind} className={css['mark']}>
              <Mark kind={kind} />
              {MARK_KINDS[kind].words}
            </li>
          ))}
        </ul>
      </section>
      <p>
        <Button onClick={() => actions.showDialog('about')}>About the model</Button>
      </p>
    </Dialog>
  );
}

function Mark({ kind }: { readonly kind: AccessKind }) {
  const { path, filled, letter } = MARK_KINDS[kind];
  return (
    <svg width="22" height="22" viewBox="-11 -11 22 22" aria-hidden="true">
      <path className={css['shape']} data-filled={filled} d={path} />
      <text className={css['letter']} data-filled={filled} y="3.5">
        {letter}
      </text>
    </svg>
  );
}
