/** A file may be dropped anywhere on the page: a trace, or the text of a scenario. */
import { storyOf } from '../../state/workbench-state.ts';
import type { Workbench } from '../../state/create-workbench.ts';
import type { LoadTrace } from '../../ui/shell/trace-loader.ts';

const SCENARIO = /\.ya?ml$/i;

export function takeDrops({ store }: Workbench, load: LoadTrace): void {
  window.addEventListener('dragover', (event) => {
    if (hasFile(event)) event.preventDefault();
  });
  window.addEventListener('drop', (event) => {
    const file = event.dataTransfer?.files[0];
    if (file === undefined) return;
    event.preventDefault();
    const { actions } = store.getState();
    if (SCENARIO.test(file.name)) {
      actions.closeView();
      void file.text().then((text) => actions.open(storyOf({ kind: 'text', text })));
      return;
    }
    actions.showView('trace');
    void load().then(({ send }) => {
      send({ type: 'open', source: { name: file.name, file } });
    });
  });
}

function hasFile({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') === true;
}
