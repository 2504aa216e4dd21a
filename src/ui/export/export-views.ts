/** The regions that can be exported as pictures. */
export interface ExportView {
  readonly id: string;
  readonly title: string;
  readonly find: () => HTMLElement | null;
}

const find = (selector: string) => () => document.querySelector<HTMLElement>(selector);

export const EXPORT_VIEWS: readonly ExportView[] = [
  { id: 'machine', title: 'The machine', find: find('section[aria-label="Machine"]') },
  { id: 'timeline', title: 'The timeline', find: findTimeline },
  { id: 'inspector', title: 'The inspector', find: find('section[aria-label="Inspector"]') },
  { id: 'story', title: 'The story', find: find('section[aria-labelledby="story-heading"]') },
];

/** The lanes with their names; not there while the steps are shown as a list. */
function findTimeline(): HTMLElement | null {
  const slider = document.querySelector('[role="slider"][aria-label="Position in the run"]');
  return slider?.parentElement ?? null;
}
