/** What has a name in the comparison, for the palette: its moments, and the kernels of both sides. */
import type { PaletteItem } from '../../view/palette/find-items.ts';
import { markText } from '../../view/compare/compare-timeline.ts';
import type { ScenarioInfo } from '../../protocol/scenario-info.ts';
import type { CompareCommands } from './compare-keys.ts';

export function compareItems({ actions, state }: CompareCommands): PaletteItem[] {
  const { comparison } = state();
  if (comparison === null) return [];
  const { left, moments, opened, right } = comparison;
  const names = { left: left.name, right: right.name };
  return [
    ...kernelItems(opened.info, actions),
    ...moments.map((moment, i): PaletteItem => {
      const record = left.records[moment.left - 1] ?? right.records[moment.right - 1];
      const who = opened.actors[record?.choice.actor ?? -1]?.title ?? '';
      return {
        key: `moment/${i + 1}`,
        group: 'Steps',
        title: `Moment ${i + 1}, ${who}: ${record?.text ?? ''}`,
        detail: moment.mark === 'same' ? '' : markText(moment, names),
        keys: [],
        run: () => actions.goTo(i + 1),
      };
    }),
  ];
}

function kernelItems(
  { columns }: ScenarioInfo,
  actions: CompareCommands['actions'],
): PaletteItem[] {
  const sides = ['left', 'right'] as const;
  return sides.flatMap((side) =>
    columns.map(({ id, profile, title }) => ({
      key: `${side}/${id}`,
      group: 'Kernels',
      title: `${title} on the ${side}`,
      detail: profile,
      keys: [],
      run: () => actions.change({ [side]: id }),
    })),
  );
}
