/**
 * Paper: when the browser prints, by whatever way, a sheet takes the place of the page. It is made of the
 * pictures that can be exported, in light, because what a window scrolls would be cut on paper.
 */
import { createRoot } from 'react-dom/client';
import { flushSync } from 'react-dom';
import type { Workbench } from '../../state/create-workbench.ts';
import { WorkbenchContext } from '../../state/workbench-context.ts';
import { EXPORT_VIEWS, REGION_VIEWS } from '../export/export-views.ts';
import { svgOfRegion } from '../export/svg-of-region.ts';
import { PrintSheet, type PrintedPicture } from './print-sheet.tsx';
import css from './print-sheet.module.css';

export function printOnPaper(workbench: Workbench): void {
  let clear: (() => void) | null = null;
  window.addEventListener('beforeprint', () => {
    clear?.();
    clear = layOut(workbench);
  });
  window.addEventListener('afterprint', () => {
    clear?.();
    clear = null;
  });
}

/** Now, before the browser takes its picture of the page. */
function layOut(workbench: Workbench): () => void {
  const pictures = picturesOf(workbench);
  const place = document.createElement('div');
  place.className = css['place'] ?? '';
  const root = createRoot(place);
  document.body.append(place);
  flushSync(() => {
    root.render(
      <WorkbenchContext value={workbench}>
        <PrintSheet pictures={pictures} />
      </WorkbenchContext>,
    );
  });
  document.documentElement.dataset['paper'] = '';
  return () => {
    delete document.documentElement.dataset['paper'];
    root.unmount();
    place.remove();
  };
}

/** In words, or on the pictures of others, these are there already. */
const SAID_OTHERWISE = ['story', 'inspector', 'state-chart', 'explore'];

function picturesOf({ store }: Workbench): readonly PrintedPicture[] {
  const { view } = store.getState();
  const views = view === null || view === 'present' ? REGION_VIEWS : EXPORT_VIEWS;
  return inLight(() =>
    views.flatMap(({ find, id, title }): PrintedPicture[] => {
      const region = SAID_OTHERWISE.includes(id) ? null : find();
      if (region === null || (id === 'timeline' && isScrolled(region))) return [];
      const { svg } = svgOfRegion(region, { title, description: '' });
      return [{ id, title, svg: withOwnIds(svg, id) }];
    }),
  );
}

/** Does the page draw only a part of it? The sheet has the whole run in lanes, then. */
function isScrolled(timeline: HTMLElement): boolean {
  const slider = timeline.querySelector('[role="slider"]');
  return slider !== null && slider.scrollWidth > slider.clientWidth + 1;
}

function inLight<T>(draw: () => T): T {
  const { dataset } = document.documentElement;
  const before = dataset['theme'];
  dataset['theme'] = 'light';
  try {
    return draw();
  } finally {
    if (before === undefined) delete dataset['theme'];
    else dataset['theme'] = before;
  }
}

/** Several pictures in one document: no id twice. */
function withOwnIds(svg: string, picture: string): string {
  return svg
    .slice(svg.indexOf('<svg'))
    .replace(
      /( id="|url\(#)([^")]+)/g,
      (_, before: string, id: string) => `${before}${picture}-${id}`,
    );
}
