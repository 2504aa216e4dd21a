import { useActions, useWorkbenchState } from '../../state/workbench-context.ts';
import { Button } from '../controls/button.tsx';
import { linkAddress } from '../shell/link-address.ts';
import { useVerdicts } from '../toolbar/use-verdicts.ts';
import { CopyField } from './copy-field.tsx';
import { Dialog } from './dialog.tsx';
import css from './share-dialog.module.css';

/** The link, and the lines to paste into a mail. Nothing is uploaded: the link is all there is. */
export default function ShareDialog({ onClose }: { readonly onClose: () => void }) {
  const link = useWorkbenchState(linkAddress);
  const title = useWorkbenchState(({ opened }) => opened?.info.title ?? '');
  const actions = useActions();
  const { columns, scope } = useVerdicts();
  const lines = columns.map((column) => `  ${column.title}: ${column.text}`);
  const mail = [`${title} (${scope})`, ...lines, `<${link}>`].join('\n');
  return (
    <Dialog title="Share exactly this" width={680} onClose={onClose}>
      <CopyField label="Link" text={link} rows={link.length > 300 ? 5 : 2} />
      <CopyField label="For a mail" text={mail} rows={lines.length + 4} />
      <p className={css['note']}>
        The link holds the scenario, the schedule, the position, what is selected and which part of
        the page is open; nothing is uploaded anywhere. It proves by a digest that it leads to this
        very state.
      </p>
      <Button className={css['more'] ?? ''} onClick={() => actions.showDialog('export')}>
        Pictures, files, Markdown…
      </Button>
    </Dialog>
  );
}
