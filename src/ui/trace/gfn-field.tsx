import { useState, type SubmitEvent } from 'react';
import { showLife } from '../../state/trace/trace-actions.ts';
import { useTrace, useTraceState } from '../../state/trace/trace-port.ts';
import { Button } from '../controls/button.tsx';
import css from './cursor-panel.module.css';

const GFN = /^\s*(?:0x)?([\da-f]{1,10})\s*$/i;

interface GfnFieldProps {
  readonly onChosen: () => void;
}

/** Whose tables and life are shown: in hexadecimal, as the trace has it. */
export function GfnField({ onChosen }: GfnFieldProps) {
  const gfn = useTraceState((state) => state.gfn);
  const shown = gfn === null ? '' : gfn.toString(16);
  // What was typed before another gfn was chosen elsewhere is gone with it.
  return <GfnForm key={shown} shown={shown} onChosen={onChosen} />;
}

function GfnForm({ onChosen, shown }: GfnFieldProps & { readonly shown: string }) {
  const port = useTrace();
  const [typed, setTyped] = useState(shown);
  const digits = GFN.exec(typed)?.[1];
  const isWrong = typed.trim() !== '' && digits === undefined;
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (digits === undefined) return;
    showLife(port, Number.parseInt(digits, 16));
    onChosen();
  };
  return (
    <form className={css['gfn']} onSubmit={onSubmit}>
      <label htmlFor="trace-gfn">gfn</label>
      <input
        id="trace-gfn"
        value={typed}
        size={12}
        spellCheck={false}
        autoComplete="off"
        placeholder="hexadecimal"
        aria-invalid={isWrong}
        aria-describedby={isWrong ? 'trace-gfn-wrong' : undefined}
        onChange={({ target }) => setTyped(target.value)}
      />
      <Button type="submit" disabled={digits === undefined}>
        Show
      </Button>
      {isWrong && (
        <span id="trace-gfn-wrong" role="alert">
          Hexadecimal, up to ten digits.
        </span>
      )}
    </form>
  );
}
