import { useEffect, useRef } from 'react';
import { useActions } from '../../state/workbench-context.ts';
import { IconButton } from '../controls/button.tsx';
import { ColumnTable } from './column-table.tsx';
import { LitmusRows } from './litmus-rows.tsx';
import { NeededSteps } from './needed-steps.tsx';
import { SearchControls } from './search-controls.tsx';
import { StateSpacePicture } from './state-space-picture.tsx';
import { useLitmusTable } from './use-litmus.ts';
import { useUncoveredFocus } from './use-uncovered-focus.ts';
import css from './explore-panel.module.css';

/** Everything known of all interleavings. Not a dialog: what its rows lead to is beside it. */
export default function ExplorePanel() {
  const actions = useActions();
  const panel = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useUncoveredFocus(panel);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  return (
    <section ref={panel} className={css['panel']} aria-labelledby="explore-heading">
      <header className={css['header']}>
        <h2 id="explore-heading" className={css['title']} ref={heading} tabIndex={-1}>
          All interleavings
        </h2>
        <IconButton
          icon="close"
          label="Close (e)"
          look="quiet"
          onClick={() => actions.toggleExplorePanel()}
        />
      </header>
      <div className={css['body']}>
        <SearchControls />
        <ColumnTable />
        <Litmus />
        <StateSpacePicture />
        <NeededSteps />
      </div>
    </section>
  );
}

function Litmus() {
  const { properties, quiet, outcomes, common } = useLitmusTable();
  if (outcomes.length === 0) return null;
  return (
    <>
      <section className={css['part']}>
        <h3 className={css['heading']}>Properties</h3>
        {properties.length > 0 && <LitmusRows name="Properties" rows={properties} />}
        {quiet !== '' && <p className={css['note']}>{quiet}</p>}
      </section>
      <section className={css['part']}>
        <h3 className={css['heading']}>Take me to an outcome</h3>
        {common.length > 0 && <p className={css['note']}>In all of them: {common.join('; ')}.</p>}
        <LitmusRows name="Outcomes" rows={outcomes} />
      </section>
    </>
  );
}
