import { useId } from 'react';
import { LAYOUTS } from '../../engine/layout/registry.ts';
import { entrySpan, tableName } from '../../view/spte/text.ts';
import { selectClass } from '../controls/button.tsx';
import css from './decoder.module.css';

export interface DecoderInput {
  readonly text: string;
  readonly level: number;
  /** Its id. */
  readonly layout: string;
}

interface DecoderFormProps {
  readonly input: DecoderInput;
  readonly invalid: boolean;
  /** Id of what says why. */
  readonly says: string;
  readonly change: (changes: Partial<DecoderInput>) => void;
}

const LEVELS = [1, 2, 3, 4];
const KERNELS = [...new Set(LAYOUTS.map(({ kernel }) => kernel))];

export function DecoderForm({ change, input, invalid, says }: DecoderFormProps) {
  const id = useId();
  return (
    <div className={css['form']}>
      <label htmlFor={`${id}-value`}>Value</label>
      <input
        id={`${id}-value`}
        ref={focusFirst}
        className={css['value']}
        value={input.text}
        spellCheck={false}
        autoComplete="off"
        placeholder="0x0600000001234b77"
        aria-invalid={invalid}
        aria-describedby={says}
        onChange={({ target }) => change({ text: target.value })}
      />
      <label htmlFor={`${id}-level`}>Level</label>
      <select
        id={`${id}-level`}
        className={selectClass}
        value={input.level}
        onChange={({ target }) => change({ level: Number(target.value) })}
      >
        {LEVELS.map((level) => (
          <option key={level} value={level}>
            {level}: {tableName(level)}, {entrySpan(level)}
          </option>
        ))}
      </select>
      <label htmlFor={`${id}-layout`}>Layout</label>
      <select
        id={`${id}-layout`}
        className={selectClass}
        value={input.layout}
        onChange={({ target }) => change({ layout: target.value })}
      >
        {KERNELS.map((kernel) => (
          <KernelOptions key={kernel} kernel={kernel} />
        ))}
      </select>
    </div>
  );
}

/** A dialog that opens gives the focus to what has this attribute: people want to paste at once. */
function focusFirst(input: HTMLInputElement | null): void {
  input?.setAttribute('autofocus', '');
}

function KernelOptions({ kernel }: { readonly kernel: string }) {
  const layouts = LAYOUTS.filter((layout) => layout.kernel === kernel);
  const [title = kernel] = (layouts[0]?.title ?? '').split(': ');
  return (
    <optgroup label={title}>
      {layouts.map((layout) => (
        <option key={layout.id} value={layout.id}>
          {kernel} · {layout.title.slice(title.length + 2)}
        </option>
      ))}
    </optgroup>
  );
}
