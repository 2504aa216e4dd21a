/** What can be exported as a picture: whichever of these are on screen. */
export interface ExportView {
  readonly id: string;
  readonly title: string;
  readonly find: () => HTMLElement | null;
}

const find = (selector: string) => () => document.querySelector<HTMLElement>(selector);

/** The regions of the workbench. */
export const REGION_VIEWS: readonly ExportView[] = [
  { id: 'machine', title: 'The machine', find: find('section[aria-label="Machine"]') },
  { id: 'timeline', title: 'The timeline', find: findTimeline },
  { id: 'inspector', title: 'The inspector', find: find('section[aria-label="Inspector"]') },
  { id: 'story', title: 'The story', find: find('section[aria-labelledby="story-heading"]') },
];

/** What may be within them, or stand in their place. */
export const EXPORT_VIEWS: readonly ExportView[] = [
  ...REGION_VIEWS,
  { id: 'state-chart', title: 'The state chart', find: find('section[aria-label="State"]') },
  {
    id: 'explore',
    title: 'All interleavings',
    find: find('section[aria-labelledby="explore-heading"]'),
  },
  { id: 'compare', title: 'Both machines', find: find('main > [data-look]') },
  {
    id: 'compare-timeline',
    title: 'The timeline of both',
    find: find('section[aria-label="Timeline of both"]'),
  },
  {
    id: 'differences',
    title: 'The differences',
    find: find('section[aria-label="Differences"]'),
  },
  {
    id: 'trace-timeline',
    title: 'The timeline of the trace',
    find: find('section[aria-labelledby="trace-timeline-heading"]'),
  },
  {
    id: 'trace-events',
    title: 'The events on screen',
    find: find('section[aria-labelledby="events-heading"]'),
  },
  {
    id: 'trace-cursor',
    title: 'The tables at the cursor, or what is beside them',
    find: find('section[aria-label="At the cursor"]'),
  },
];

/** The lanes with their names; not there while the steps are shown as a list. */
function findTimeline(): HTMLElement | null {
  const slider = document.querySelector('[role="slider"][aria-label="Position in the run"]');
  return slider?.parentElement ?? null;
}
