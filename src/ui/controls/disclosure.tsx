import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import css from './disclosure.module.css';

interface DisclosureProps {
  /** What the button shows. */
  readonly label: ReactNode;
  /** What the button is called, when that is not what it shows. */
  readonly name?: string;
  readonly side?: 'left' | 'right';
  readonly above?: boolean;
  readonly look?: 'plain' | 'quiet';
  readonly className?: string | undefined;
  /** The panel holds a menu: an arrow key opens it, too, and the button looks like that of a menu. */
  readonly menu?: boolean;
  /** The panel; it is given how to close itself. */
  readonly children: (close: () => void) => ReactNode;
}

/** A button that shows a panel below or above it. Escape, a click elsewhere, or leaving it closes it. */
export function Disclosure(props: DisclosureProps) {
  const { label, name, side = 'left', above = false, look = 'quiet', className, children } = props;
  const { menu = false } = props;
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const panel = useId();
  const close = (): void => {
    setOpen(false);
  };

  useEffect(() => {
    if (!open) return undefined;
    const button = root.current?.querySelector('button');
    const closeOutside = (event: Event): void => {
      if (!(event.target instanceof Node) || root.current?.contains(event.target) === true) return;
      setOpen(false);
    };
    const closeOnEscape = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      button?.focus();
    };
    document.addEventListener('pointerdown', closeOutside);
    document.addEventListener('focusin', closeOutside);
    document.addEventListener('keydown', closeOnEscape);
    return () => {
      // What was pressed is gone with the panel.
      if (document.activeElement === document.body) button?.focus();
      document.removeEventListener('pointerdown', closeOutside);
      document.removeEventListener('focusin', closeOutside);
      document.removeEventListener('keydown', closeOnEscape);
    };
  }, [open]);

  return (
    <div className={css['root']} ref={root}>
      <Button
        look={look}
        className={className ?? ''}
        aria-expanded={open}
        aria-haspopup={menu ? 'menu' : undefined}
        aria-controls={open ? panel : undefined}
        aria-label={name}
        title={menu ? name : undefined}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => {
          if (!menu || event.key !== 'ArrowDown') return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        {label}
        {!menu && <Icon name="down" />}
      </Button>
      {open && (
        <div className={css['panel']} id={panel} data-side={side} data-above={above}>
          {children(close)}
        </div>
      )}
    </div>
  );
}
