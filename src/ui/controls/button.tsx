import type { ButtonHTMLAttributes } from 'react';
import { Icon, type IconName } from './icon.tsx';
import css from './controls.module.css';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: 'plain' | 'primary' | 'quiet';
}

export function Button({ look = 'plain', className = '', ...rest }: ButtonProps) {
  const classes = [css['button'], look === 'plain' ? '' : css[look], className];
  return <button type="button" className={classes.join(' ')} {...rest} />;
}

interface IconButtonProps extends ButtonProps {
  readonly icon: IconName;
  /** Its accessible name, and its tooltip. */
  readonly label: string;
}

export function IconButton({ icon, label, className = '', ...rest }: IconButtonProps) {
  return (
    <Button
      className={`${css['icon'] ?? ''} ${className}`}
      aria-label={label}
      title={label}
      {...rest}
    >
      <Icon name={icon} />
    </Button>
  );
}

export const selectClass = css['select'];
