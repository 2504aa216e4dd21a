/** What has a name in the comparison, for the palette: its moments, and the kernels of both sides. */
import type { PaletteItem } from '../../view/palette/find-items.ts';
import { markText } from '../../view/compare/compare-timeline.ts';
import type { ScenarioInfo } from '../../protocol/scenario-info.ts';
import type { CompareCommands } from './compare-keys.ts';
import { sideTellers } from './use-side-tellers.ts';

export function compareItems({ actions, state }: CompareCommands): PaletteItem[] {
  const { comparison } = state();
  if (comparison === null) return [];
  const { left, moments, opened, right } = comparison;
  const names = { left: left.name, right: right.name };
  const tellers = sideTellers(comparison);
  return [
    ...kernelItems(opened.info, actions),
    ...moments.map((moment, i): PaletteItem => {
      const inLeft = left.records[moment.left - 1] !== undefined;
      return {
        key: `moment/${i + 1}`,
        group: 'Steps',
        // Told when it is looked at: a run may have thousands of steps.
        get title() {
          const did = inLeft ? tellers.left.short(moment.left) : tellers.right.short(moment.right);
          return `Moment ${i + 1}: ${did}`;
        },
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
