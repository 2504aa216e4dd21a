import { useState, type ReactNode } from 'react';
import { Button } from '../controls/button.tsx';

/** More rows than these are drawn when they are asked for. */
const ROWS_MAX = 60;

interface FirstRows<T> {
  readonly rows: readonly T[];
  /** Asks for the others; null when there are none. */
  readonly more: ReactNode;
}

/** The first of many rows, and a button for all of them. */
export function useFirstRows<T>(rows: readonly T[], what: string): FirstRows<T> {
  const [all, setAll] = useState(false);
  if (rows.length <= ROWS_MAX) return { rows, more: null };
  const more = (
    <Button onClick={() => setAll(!all)}>
      {all ? `Only the first ${ROWS_MAX}` : `All ${rows.length} rows`}
      <span className="visually-hidden"> of {what}</span>
    </Button>
  );
  return { rows: all ? rows : rows.slice(0, ROWS_MAX), more };
}
