import { useId, useState } from 'react';
import { Button } from '../controls/button.tsx';
import css from './copy-field.module.css';

interface CopyFieldProps {
  readonly label: string;
  readonly text: string;
  readonly rows: number;
}

/** Text to copy as a whole: by the button, or by hand where the browser refuses. */
export function CopyField({ label, text, rows }: CopyFieldProps) {
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
      <Button className={css['copy'] ?? ''} onClick={() => void copy()}>
        {copied === null ? 'Copy' : copied ? 'Copied' : 'Select it and copy by hand'}
      </Button>
      <textarea
        id={id}
        className={css['text']}
        readOnly
        rows={rows}
        value={text}
        onFocus={({ currentTarget }) => currentTarget.select()}
      />
    </div>
  );
}
