import { useId } from 'react';
import type { Theme } from '../../state/workbench-state.ts';
import { selectClass } from '../../ui/controls/button.tsx';
import { REGION_VIEWS } from '../../ui/export/export-views.ts';
import css from './gallery.module.css';

export interface GalleryChoice {
  /** Of the id or the title of a story; all of them have to be there. */
  readonly words: string;
  /** Id of a region; empty for all. */
  readonly view: string;
  readonly theme: Theme;
  /** Of the size at which they were drawn, which is that of the window. */
  readonly percent: number;
}

interface GalleryControlsProps {
  readonly choice: GalleryChoice;
  readonly onChoice: (choice: GalleryChoice) => void;
}

const VIEWS = [{ id: '', title: 'all regions' }, ...REGION_VIEWS];
const THEMES: readonly Theme[] = ['system', 'light', 'dark'];
const PERCENTS = [100, 75, 50, 33];

export function GalleryControls({ choice, onChoice }: GalleryControlsProps) {
  const id = useId();
  const change = (changes: Partial<GalleryChoice>): void => onChoice({ ...choice, ...changes });
  return (
    <div className={css['controls']}>
      <label htmlFor={`${id}-words`}>Stories</label>
      <input
        id={`${id}-words`}
        type="search"
        value={choice.words}
        onChange={({ target }) => change({ words: target.value })}
      />
      <label htmlFor={`${id}-view`}>Region</label>
      <select
        id={`${id}-view`}
        className={selectClass}
        value={choice.view}
        onChange={({ target }) => change({ view: target.value })}
      >
        {VIEWS.map(({ id: view, title }) => (
          <option key={view} value={view}>
            {title}
          </option>
        ))}
      </select>
      <label htmlFor={`${id}-theme`}>Theme</label>
      <select
        id={`${id}-theme`}
        className={selectClass}
        value={choice.theme}
        onChange={({ target }) =>
          change({ theme: THEMES.find((theme) => theme === target.value) ?? 'system' })
        }
      >
        {THEMES.map((theme) => (
          <option key={theme}>{theme}</option>
        ))}
      </select>
      <label htmlFor={`${id}-size`}>Size</label>
      <select
        id={`${id}-size`}
        className={selectClass}
        value={choice.percent}
        onChange={({ target }) => change({ percent: Number(target.value) })}
      >
        {PERCENTS.map((percent) => (
          <option key={percent} value={percent}>
            {percent} %
          </option>
        ))}
      </select>
      <span>
        drawn in a window of {window.innerWidth} x {window.innerHeight}
      </span>
    </div>
  );
}
