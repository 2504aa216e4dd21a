import { memo } from 'react';
import type { LinkPart } from '../../link/link.ts';
import type { FieldList as FieldListModel, FieldRow } from '../../view/inspector/field-list.ts';
import { SectionHeading } from './section-heading.tsx';
import styles from './field-list.module.css';

/** The SPTE decoded, field by field. */
interface FieldListProps {
  readonly part?: LinkPart;
  readonly list: FieldListModel;
}

export const FieldList = memo(function FieldList({ list, part }: FieldListProps) {
  if (list.rows.length === 0) return null;
  return (
    <section aria-label="Fields">
      <SectionHeading {...(part === undefined ? {} : { part })}>
        {list.ofOldValue ? 'Fields before this step' : 'Fields'}
      </SectionHeading>
      <dl className={styles['list']}>
        {list.rows.map((row) => (
          <Field key={row.key} row={row} />
        ))}
      </dl>
    </section>
  );
});

function Field({ row }: { readonly row: FieldRow }) {
  return (
    <div className={styles['row']} data-changed={row.oldText !== null}>
      <dt>
        <span className={styles['label']}>{row.label}</span> {row.name}
        <span className={styles['bits']}>{row.bits}</span>
      </dt>
      <dd className={styles['value']}>
        {row.oldText !== null && (
          <>
            <del>{row.oldText}</del>
            <span aria-hidden="true"> → </span>
            <span className="visually-hidden"> now </span>
          </>
        )}
        {row.text}
      </dd>
      <dd className={styles['meaning']}>
        {row.meaning}
        {row.kernelName !== null && <code> {row.kernelName}</code>}
        {row.lockless !== null && (
          <span className={styles['lockless']}>without mmu_lock: {row.lockless}</span>
        )}
      </dd>
    </div>
  );
}
