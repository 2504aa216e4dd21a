import type { AccessKind } from '../../protocol/run.ts';
import { MARK_KINDS } from '../../view/timeline/mark-kinds.ts';
import { MARK_WORDS } from '../../view/timeline/mark-words.ts';
import { useActions } from '../../state/workbench-context.ts';
import { Button } from '../controls/button.tsx';
import { Dialog } from './dialog.tsx';
import { KeyRows } from './key-rows.tsx';
import css from './key-sheet.module.css';

/** All keys, which can be changed; and what the marks of the timeline mean. */
export default function KeySheet({ onClose }: { readonly onClose: () => void }) {
  const actions = useActions();
  return (
    <Dialog title="Keys and marks" width={760} onClose={onClose}>
      <KeyRows />
      <section>
        <h3 className={css['heading']}>Marks of the timeline</h3>
        <ul className={css['marks']}>
          {(Object.keys(MARK_KINDS) as AccessKind[]).map((kind) => (
            <li key={kind} className={css['mark']}>
              <Mark kind={kind} />
              {MARK_WORDS[kind]}
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
