import {
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  type CSSProperties,
  type ReactNode,
} from 'react';
import { IconButton } from '../controls/button.tsx';
import css from './dialog.module.css';

interface DialogProps {
  readonly title: string;
  readonly width?: number;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** The browser's own modal dialog: it keeps the focus inside, Escape closes it, the focus returns. */
export function Dialog({ title, width = 560, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  // Before it is gone: where another takes its place, that one is to return the focus to where it was.
  useLayoutEffect(() => {
    const { current } = dialog;
    return () => current?.close();
  }, []);
  return (
    // A click on the backdrop is one on the dialog itself; Escape does the same for keyboards.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={dialog}
      className={css['dialog']}
      style={{ '--dialog-width': `${width}px` } as CSSProperties}
      aria-labelledby={heading}
      onClose={({ currentTarget }) => {
        if (!currentTarget.open) onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) event.currentTarget.close();
      }}
    >
      <header className={css['header']}>
        <h2 className={css['title']} id={heading}>
          {title}
        </h2>
        <IconButton
          icon="close"
          label="Close"
          look="quiet"
          onClick={() => dialog.current?.close()}
        />
      </header>
      <div className={css['body']}>{children}</div>
    </dialog>
  );
}
