import { useEffect } from 'react';
import css from './blank-screen.module.css';

/** A key brings the picture back, and does nothing else: what it did would not have been seen. */
export function BlankScreen({ onBack }: { readonly onBack: () => void }) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      event.preventDefault();
      event.stopPropagation();
      onBack();
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [onBack]);
  return (
    <button type="button" className={css['blank']} onClick={onBack}>
      The screen is blank: any key brings it back.
    </button>
  );
}
