import { fillGaps, type FieldSpan } from '../../view/inspector/bit-grid.ts';
import css from './field-row.module.css';

/** The names of the fields under a row of bits: for the eye only, the bits say theirs. */
export function FieldRow({ spans }: { readonly spans: readonly FieldSpan[] }) {
  return (
    <tr aria-hidden="true">
      <td />
      {fillGaps(spans).map(({ changed, key, label, title, width }) => (
        <td
          key={key}
          colSpan={width}
          className={css['field']}
          data-changed={changed}
          data-empty={label === ''}
          title={title}
        >
          <span>{label}</span>
        </td>
      ))}
      <td />
    </tr>
  );
}
