import css from './workbench-view.module.css';

/** No scenario is on screen. */
export function NothingOpen() {
  return (
    <main>
      <p className={css['nothing']}>
        Nothing is open. Choose a scenario from the menu at the top left.
      </p>
    </main>
  );
}
