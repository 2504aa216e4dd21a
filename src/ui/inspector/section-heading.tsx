import type { ReactNode } from 'react';
import styles from './section-heading.module.css';

/** The small capitals above each part of the inspector. */
export function SectionHeading({
  children,
  id,
}: {
  readonly children: ReactNode;
  readonly id?: string;
}) {
  return (
    <h3 className={styles['heading']} id={id}>
      {children}
    </h3>
  );
}
