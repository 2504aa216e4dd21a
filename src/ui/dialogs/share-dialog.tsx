import { useId, useState } from 'react';
import { useWorkbenchState } from '../../state/workbench-context.ts';
import { Button } from '../controls/button.tsx';
import { linkAddress } from '../shell/link-address.ts';
import { useVerdicts } from '../toolbar/use-verdicts.ts';
import { Dialog } from './dialog.tsx';
import css from './share-dialog.module.css';

/** The link, and the lines to paste into a mail. Nothing is uploaded: the link is all there is. */
export default function ShareDialog({ onClose }: { readonly onClose: () => void }) {
  const link = useWorkbenchState(linkAddress);
  const title = useWorkbenchState(({ opened }) => opened?.info.title ?? '');
  const { columns, scope } = useVerdicts();
  const lines = columns.map((column) => `  ${column.title}: ${column.text}`);
  const mail = [`${title} (${scope})`, ...lines, `<${link}>`].join('\n');
  return (
    <Dialog title="Share exactly this" width={680} onClose={onClose}>
      <CopyField label="Link" text={link} rows={link.length > 300 ? 5 : 2} />
      <CopyField label="For a mail" text={mail} rows={lines.length + 4} />
      <p className={css['note']}>
        The link holds the scenario, the schedule, the position and what is selected; nothing is
        uploaded anywhere. It proves by a digest that it leads to this very state.
      </p>
    </Dialog>
  );
}

interface CopyFieldProps {
  readonly label: string;
  readonly text: string;
  readonly rows: number;
}

function CopyField({ label, text, rows }: CopyFieldProps) {
  const id = useId();
  const [copied, setCopied] = useState<boolean | null>(null);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      setCopied(false); // refused: the text can be selected and copied by hand
    }
  };
  return (
    <div className={css['field']}>
      <label className={css['label']} htmlFor={id}>
        {label}
      </label>
      <textarea
        id={id}
        className={css['text']}
        readOnly
        rows={rows}
        value={text}
        onFocus={({ currentTarget }) => currentTarget.select()}
      />
      <Button className={css['copy'] ?? ''} onClick={() => void copy()}>
        {copied === null ? 'Copy' : copied ? 'Copied' : 'Select it and copy by hand'}
      </Button>
    </div>
  );
}
