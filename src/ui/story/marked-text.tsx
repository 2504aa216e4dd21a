import { useId, useMemo, useState, type FocusEvent, type PointerEvent } from 'react';
import { markTerms } from '../../view/story/mark-terms.ts';
import { TermTip } from './term-tip.tsx';
import css from './marked-text.module.css';

export interface MarkedTextProps {
  readonly text: string;
  /** What is said above it: its words are marked there. */
  readonly before?: string;
}

/** Time to get from a word to what it means, in milliseconds. */
const LEAVE_MS = 200;

interface Open {
  readonly key: string;
  readonly word: HTMLElement;
}

/**
 * A text with the words of the glossary marked in it; pointing at one, coming to it by Tab, or a tap
 * tells what it means. Loaded late: the text is there without it.
 */
export default function MarkedText({ text, before = '' }: MarkedTextProps) {
  const parts = useMemo(() => markTerms(text, before), [text, before]);
  const [open, setOpen] = useState<Open | null>(null);
  const [leaving] = useState(createTimer);
  const id = useId();
  const show = (key: string, word: HTMLElement): void => {
    leaving.stop();
    setOpen({ key, word });
  };
  const close = (): void => {
    leaving.stop();
    setOpen(null);
  };
  const leave = ({ pointerType }: PointerEvent): void => {
    if (pointerType === 'mouse') leaving.start(close);
  };
  const shown = parts.find(({ key }) => key === open?.key)?.term ?? null;
  return (
    <>
      {parts.map(({ key, term, text: words }) =>
        term === null ? (
          words
        ) : (
          // Not a <button>, which does not break between two lines.
          <span
            key={key}
            role="button"
            tabIndex={0}
            className={css['term']}
            aria-describedby={open?.key === key ? id : undefined}
            onPointerEnter={({ currentTarget, pointerType }: PointerEvent<HTMLElement>) => {
              if (pointerType === 'mouse') show(key, currentTarget);
            }}
            onPointerLeave={leave}
            onFocus={({ currentTarget }: FocusEvent<HTMLElement>) => show(key, currentTarget)}
            onBlur={close}
            onClick={({ currentTarget }) => show(key, currentTarget)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' && event.key !== ' ') return;
              event.preventDefault();
              show(key, event.currentTarget);
            }}
          >
            {words}
          </span>
        ),
      )}
      {shown !== null && open !== null && (
        <TermTip
          id={id}
          term={shown}
          word={open.word}
          onEnter={leaving.stop}
          onLeave={leave}
          onClose={close}
        />
      )}
    </>
  );
}

function createTimer() {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => clearTimeout(timer);
  return {
    stop,
    start: (act: () => void): void => {
      stop();
      timer = setTimeout(act, LEAVE_MS);
    },
  };
}
