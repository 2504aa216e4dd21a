/** Goes through the shipped stories, each to its most telling moment, and draws every region there. */
import { encodeLink } from '../../link/encode-link.ts';
import type { Workbench } from '../../state/create-workbench.ts';
import { linkOf } from '../../state/link-sync.ts';
import { selectColumnInfo } from '../../state/run-selectors.ts';
import { storyOf, type WorkbenchState } from '../../state/workbench-state.ts';
import { REGION_VIEWS } from '../../ui/export/export-views.ts';
import { painted } from '../../ui/export/painted.ts';
import { svgOfRegion } from '../../ui/export/svg-of-region.ts';
import { quiet } from './quiet.ts';

export interface Exhibit {
  readonly scenario: string;
  readonly title: string;
  /** Which column, and after which step. */
  readonly moment: string;
  readonly link: string;
  readonly pictures: readonly Picture[];
}

export interface Picture {
  /** `machine` */
  readonly view: string;
  readonly title: string;
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

export async function* tour(
  workbench: Workbench,
  scenarios: readonly string[],
): AsyncGenerator<Exhibit> {
  const { store, whenIdle } = workbench;
  const { actions } = store.getState();
  for (const id of scenarios) {
    await actions.open(storyOf({ kind: 'shipped', id }));
    const { column, position } = momentOf(store.getState());
    await actions.selectColumn(column);
    await actions.goTo(position);
    await whenIdle();
    await painted();
    await quiet();
    yield exhibit(store.getState());
  }
}

interface Moment {
  readonly column: string;
  readonly position: number;
}

/** The first violation, in whichever column; where there is none, the end. */
function momentOf({ column, runs, schedule }: WorkbenchState): Moment {
  const violated = Object.entries(runs).flatMap(([id, { violations }]): Moment[] => {
    const [first] = violations;
    return first === undefined ? [] : [{ column: id, position: first.step }];
  });
  violated.sort((a, b) => a.position - b.position);
  return violated[0] ?? { column, position: schedule.length };
}

function exhibit(state: WorkbenchState): Exhibit {
  const { opened, position } = state;
  const title = opened?.info.title ?? '';
  const moment = `${selectColumnInfo(state)?.title ?? ''}, step ${position}`;
  const link = linkOf(state);
  const caption = { title: `${title}: ${moment}`, description: '' };
  const pictures = REGION_VIEWS.flatMap(({ find, id, title: view }): Picture[] => {
    const region = find();
    return region === null ? [] : [{ view: id, title: view, ...svgOfRegion(region, caption) }];
  });
  return {
    scenario: opened?.info.id ?? '',
    title,
    moment,
    link: link === null ? './' : `./#${encodeLink(link)}`,
    pictures,
  };
}
