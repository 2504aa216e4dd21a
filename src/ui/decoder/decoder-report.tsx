import { LAYOUTS } from '../../engine/layout/registry.ts';
import { decoderModel, elsewhere, type Elsewhere } from '../../view/decoder/decoder-model.ts';
import type { Finding, Judge, Judged } from '../../view/decoder/spte-findings.ts';
import { BitGrid } from '../inspector/bit-grid.tsx';
import { FieldList } from '../inspector/field-list.tsx';
import { SectionHeading } from '../inspector/section-heading.tsx';
import css from './decoder.module.css';

interface DecoderReportProps {
  readonly judged: Judged;
  readonly onLayout: (id: string) => void;
}

export function DecoderReport({ judged, onLayout }: DecoderReportProps) {
  const { facts, fields, findings, hex, rows, sentence, word } = decoderModel(judged);
  return (
    <div className={css['report']}>
      <div className={css['side']}>
        <section aria-label="What it is">
          <p className={css['hex']}>{hex}</p>
          <p className={css['kind']}>
            <b>{word}</b> {sentence}
          </p>
          <dl className={css['facts']}>
            {facts.map(({ name, text }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        </section>
        <BitGrid rows={rows} />
        <Findings findings={findings} />
        <ElsewhereTable rows={elsewhere(judged, LAYOUTS)} onLayout={onLayout} />
      </div>
      <FieldList list={fields} />
    </div>
  );
}

const JUDGES: Readonly<Record<Judge, string>> = {
  cpu: 'the CPU',
  kernel: 'KVM warns',
  never: 'never made',
};

function Findings({ findings }: { readonly findings: readonly Finding[] }) {
  return (
    <section aria-label="What is wrong with it">
      <SectionHeading>What is wrong with it</SectionHeading>
      {findings.length === 0 ? (
        <p className={css['fine']}>
          ✓ Nothing that the bits alone could tell: the CPU accepts it, and KVM makes such SPTEs.
        </p>
      ) : (
        <ul className={css['findings']}>
          {findings.map(({ key, judge, text }) => (
            <li key={key} data-judge={judge}>
              <b>{JUDGES[judge]}</b> {text}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

interface ElsewhereTableProps {
  readonly rows: readonly Elsewhere[];
  readonly onLayout: (id: string) => void;
}

function ElsewhereTable({ onLayout, rows }: ElsewhereTableProps) {
  return (
    <details className={css['elsewhere']}>
      <summary>The same bits to each kernel and CPU</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">Kernel</th>
            <th scope="col">CPU</th>
            <th scope="col">is</th>
            <th scope="col">wrong</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} aria-current={row.selected}>
              <td>{row.kernel}</td>
              <td>
                <button type="button" onClick={() => onLayout(row.id)}>
                  {row.cpu}
                </button>
              </td>
              <td>{row.word}</td>
              <td>{row.findings === 0 ? '–' : row.findings}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
