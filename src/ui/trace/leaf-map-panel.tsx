import { useMemo, useState, type CSSProperties } from 'react';
import { useTrace, useTraceState } from '../../state/trace/trace-port.ts';
import { counted, grouped } from '../../view/trace/counted.ts';
import { mapTexts, type MapTexts } from '../../view/trace/map-ranges.ts';
import { mapSpans, spanWith, type GfnSpan } from '../../view/trace/map-spans.ts';
import { RECENT_EVENTS, stateLetter } from '../../view/trace/page-rank.ts';
import { selectClass } from '../controls/button.tsx';
import { ScrollRegion } from '../controls/scroll-region.tsx';
import { tokenOf } from './map-colours.ts';
import { MapCanvas } from './map-canvas.tsx';
import { useAsked } from './use-asked.ts';
import css from './leaf-map-panel.module.css';

const NO_SPANS: readonly GfnSpan[] = [];

/** What maps each page of the guest just after the event at the cursor: one dot a page. */
export function LeafMapPanel() {
  const event = useTraceState((state) => state.cursor);
  const wanted = useTraceState((state) => state.root);
  const gfn = useTraceState((state) => state.gfn);
  const tables = useAsked<'tables'>({ type: 'tables', event, root: wanted, gfn: null });
  const root = tables.reply?.root ?? null;
  const at = { type: 'leaf-map', event, root: root ?? 0 } as const;
  const sparse = useAsked<'leaf-map'>(root === null ? null : { ...at, gfnFirst: 0, pages: 0 });
  const populated = sparse.reply?.populated;
  const spans = useMemo(
    () => (populated === undefined ? NO_SPANS : mapSpans(populated)),
    [populated],
  );
  const [chosen, setChosen] = useState<number | null>(null);
  const number = chosen !== null && chosen < spans.length ? chosen : spanWith(spans, gfn);
  const span = spans[number];
  const map = useAsked<'leaf-map'>(
    span === undefined ? null : { ...at, gfnFirst: span.first, pages: span.pages },
  );
  if (tables.reply?.root === null || (populated !== undefined && spans.length === 0)) {
    return <p className={css['none']}>Nothing is mapped yet.</p>;
  }
  return (
    <div className={css['panel']}>
      {spans.length > 1 && <SpanChoice spans={spans} number={number} onChoose={setChosen} />}
      {map.reply !== null && <Map key={map.reply.gfnFirst} {...map.reply} />}
    </div>
  );
}

interface SpanChoiceProps {
  readonly spans: readonly GfnSpan[];
  readonly number: number;
  readonly onChoose: (number: number) => void;
}

function SpanChoice({ number, onChoose, spans }: SpanChoiceProps) {
  return (
    <label className={css['controls']}>
      Guest memory
      <select
        className={selectClass}
        value={number}
        onChange={({ target }) => onChoose(Number(target.value))}
      >
        {spans.map(({ first, pages }, i) => (
          <option key={i} value={i}>
            gfn {first.toString(16)} to {(first + pages - 1).toString(16)}, {grouped(pages)} pages
          </option>
        ))}
      </select>
    </label>
  );
}

interface MapProps {
  readonly codes: Uint8Array;
  readonly gfnFirst: number;
}

function Map({ codes, gfnFirst }: MapProps) {
  const { store } = useTrace();
  const gfn = useTraceState((state) => state.gfn);
  const [point, setPoint] = useState('');
  const texts = useMemo(() => mapTexts(codes, gfnFirst), [codes, gfnFirst]);
  return (
    <>
      <Legend {...texts} />
      <div className={css['map']}>
        <MapCanvas
          codes={codes}
          gfnFirst={gfnFirst}
          gfn={gfn}
          onChoose={(chosen) => store.setState({ gfn: chosen })}
          onPoint={setPoint}
        />
      </div>
      <p className={css['point']}>{point}</p>
      <Ranges {...texts} />
    </>
  );
}

/** What is on the map, with how much of it: the summary for those who do not see it. */
function Legend({ changed, findings, huge, totals }: MapTexts) {
  return (
    <ul className={css['legend']} aria-label="What the pages are">
      {totals.map(({ pages, state, word }) => (
        <li key={state}>
          <Swatch letter={stateLetter(state)} token={tokenOf(state)} />
          {word}: {grouped(pages)}
        </li>
      ))}
      <li>
        <Swatch letter="" token="--changed" />
        changed in the last {RECENT_EVENTS} events: {grouped(changed)}
      </li>
      <li>
        <Swatch letter="!" token="--bad" ink="--on-bad" />
        with a finding: {grouped(findings)}
      </li>
      <li>in large pages: {grouped(huge)}</li>
    </ul>
  );
}

interface SwatchProps {
  readonly letter: string;
  readonly token: string;
  readonly ink?: string;
}

function Swatch({ ink = '--surface', letter, token }: SwatchProps) {
  const style = { '--swatch': `var(${token})`, '--swatch-ink': `var(${ink})` } as CSSProperties;
  return (
    <span className={css['swatch']} style={style} aria-hidden="true">
      {letter}
    </span>
  );
}

function Ranges({ rangeCount, ranges }: MapTexts) {
  return (
    <details>
      <summary>As text: {counted(rangeCount, 'range')}</summary>
      <ScrollRegion className={css['ranges']} label="Ranges of pages">
        <table>
          <caption>
            {ranges.length < rangeCount
              ? `The first ${ranges.length} of ${grouped(rangeCount)}, those with findings before all`
              : 'Pages alike, side by side'}
          </caption>
          <thead>
            <tr>
              <th scope="col">gfns</th>
              <th scope="col">pages</th>
              <th scope="col">state</th>
            </tr>
          </thead>
          <tbody>
            {ranges.map(({ gfnFirst, gfnLast, isFinding, words }) => (
              <tr key={gfnFirst} data-finding={isFinding}>
                <td>
                  {gfnFirst.toString(16)}
                  {gfnLast > gfnFirst && ` to ${gfnLast.toString(16)}`}
                </td>
                <td>{grouped(gfnLast - gfnFirst + 1)}</td>
                <td>{words}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </details>
  );
}
