import { useCallback, useState } from 'react';
import { encodeSpteLink } from '../../link/encode-spte-link.ts';
import { lastBitChanges } from '../../view/inspector/bit-changes.ts';
import { bitGrid } from '../../view/inspector/bit-grid.ts';
import { codePanes } from '../../view/inspector/code-panes.ts';
import {
  isNothing,
  selectedSpte,
  type SelectedPicture,
} from '../../view/inspector/selected-spte.ts';
import type { PictureProps } from '../panel-props.ts';
import { useKept } from '../controls/use-kept.ts';
import { BitGrid } from './bit-grid.tsx';
import { CodePanes } from './code-panes.tsx';
import { SpteDetails } from './spte-details.tsx';
import { StateSection } from './state-section.tsx';
import styles from './inspector-panel.module.css';

/** One SPTE in full, and the code of whoever may change it. */
export default function InspectorPanel(props: PictureProps) {
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());
  const selected = selectedSpte(props);
  const panes = useKept(codePanes({ input: props, unfolded }));
  const toggle = useCallback((actor: number): void => {
    setUnfolded((was) => {
      const rest = [...was].filter((one) => one !== actor);
      return new Set(was.has(actor) ? rest : [...rest, actor]);
    });
  }, []);
  return (
    <section className={styles['panel']} aria-label="Inspector">
      {isNothing(selected) ? (
        <p className={styles['nothing']}>{selected.text}</p>
      ) : (
        <Now props={props} selected={selected} />
      )}
      <CodePanes
        panes={panes}
        actors={props.actors}
        unfolded={unfolded}
        onToggle={toggle}
        onGoTo={props.onGoTo}
      />
      {!isNothing(selected) && <SpteDetails props={props} selected={selected} />}
    </section>
  );
}

interface SpteProps {
  readonly props: PictureProps;
  readonly selected: SelectedPicture;
}

function decodeRequest({ props, selected }: SpteProps) {
  const { level, change: write, spte } = selected;
  return { layout: props.layout, spte, level, write };
}

/** What is looked at first: the bits, and the state they make. */
function Now({ props, selected }: SpteProps) {
  const { actors, onGoTo } = props;
  const rows = useKept(bitGrid(decodeRequest({ props, selected })));
  return (
    <>
      <header>
        <h2 className={styles['heading']}>
          SPTE gfn {selected.gfnText} · level {selected.level} · {selected.placeText}
        </h2>
        <HexValue selected={selected} />
        <DecoderLink props={props} selected={selected} />
      </header>
      <BitGrid
        rows={rows}
        past={{ changes: lastBitChanges(selected.history, props), actors, onGoTo }}
      />
      <StateSection props={props} selected={selected} />
    </>
  );
}

/** A real link: it can be copied, and opened in a tab of its own. */
function DecoderLink({ props, selected: { level, spte } }: SpteProps) {
  const link = encodeSpteLink({ spte, level, layout: props.layout.id });
  return (
    <a className={styles['decode']} href={`#${link}`} data-screen-only>
      Decode
    </a>
  );
}

function HexValue({ selected }: { readonly selected: SelectedPicture }) {
  return (
    <p className={styles['hex']}>
      {selected.oldHex !== null && (
        <>
          <span className="visually-hidden">before: </span>
          <del className={styles['old']}>{selected.oldHex}</del>
          <span aria-hidden="true"> → </span>
          <span className="visually-hidden">, now: </span>
        </>
      )}
      <span className={styles['now']} data-changed={selected.oldHex !== null}>
        {selected.hex}
      </span>
    </p>
  );
}
