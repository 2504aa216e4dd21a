import { useEffect, useRef, useState } from 'react';
import type { Workbench } from '../../state/create-workbench.ts';
import { GalleryControls, type GalleryChoice } from './gallery-controls.tsx';
import { tour, type Exhibit, type Picture } from './tour.ts';
import css from './gallery.module.css';

interface GalleryProps {
  readonly workbench: Workbench;
  readonly scenarios: readonly string[];
}

const ALL: GalleryChoice = { words: '', view: '', theme: 'system', percent: 100 };

/** For whoever changes the page: what each region looks like in every story, at its most telling moment. */
export function Gallery({ scenarios, workbench }: GalleryProps) {
  const [choice, setChoice] = useState(ALL);
  const exhibits = useExhibits({ workbench, scenarios }, choice.theme);
  const shown = exhibits.filter((exhibit) => isNamed(exhibit, choice.words));
  const done = exhibits.length === scenarios.length;
  return (
    <main className={css['gallery']} data-done={done}>
      <h1>Gallery</h1>
      <GalleryControls choice={choice} onChoice={setChoice} />
      <p role="status">
        {done
          ? `${exhibits.length} stories.`
          : `${exhibits.length} of ${scenarios.length} stories drawn…`}
        {shown.length < exhibits.length && ` ${shown.length} shown.`}
      </p>
      {shown.map((exhibit) => (
        <Story key={exhibit.scenario} exhibit={exhibit} choice={choice} />
      ))}
    </main>
  );
}

/** Anew for another theme, once the tour of the one before has stopped. */
function useExhibits(
  { scenarios, workbench }: GalleryProps,
  theme: GalleryChoice['theme'],
): readonly Exhibit[] {
  const [exhibits, setExhibits] = useState<readonly Exhibit[]>([]);
  const before = useRef(Promise.resolve());
  useEffect(() => {
    const stopped = new AbortController();
    const isStopped = (): boolean => stopped.signal.aborted;
    const go = async (): Promise<void> => {
      if (isStopped()) return;
      showTheme(theme);
      setExhibits([]);
      for await (const exhibit of tour(workbench, scenarios)) {
        if (isStopped()) return;
        setExhibits((drawn) => [...drawn, exhibit]);
      }
    };
    before.current = before.current.then(go);
    return () => stopped.abort();
  }, [workbench, scenarios, theme]);
  return exhibits;
}

/** Not through the store, which would remember it. */
function showTheme(theme: GalleryChoice['theme']): void {
  const { dataset } = document.documentElement;
  if (theme === 'system') delete dataset['theme'];
  else dataset['theme'] = theme;
}

function isNamed({ scenario, title }: Exhibit, words: string): boolean {
  const name = `${scenario} ${title}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => name.includes(word));
}

interface StoryProps {
  readonly exhibit: Exhibit;
  readonly choice: GalleryChoice;
}

function Story({ choice, exhibit }: StoryProps) {
  const { link, moment, pictures, scenario, title } = exhibit;
  const { percent } = choice;
  const wanted = pictures.filter(({ view }) => choice.view === '' || view === choice.view);
  return (
    <section aria-label={scenario}>
      <h2>{title}</h2>
      <p>
        <code>{scenario}</code> <a href={link}>{moment}</a>
      </p>
      <div className={css['pictures']}>
        {wanted.map((picture) => (
          <Figure key={picture.view} {...{ picture, percent, scenario }} />
        ))}
      </div>
    </section>
  );
}

interface FigureProps {
  readonly picture: Picture;
  readonly scenario: string;
  readonly percent: number;
}

function Figure({ percent, picture, scenario }: FigureProps) {
  const { height, svg, title, view, width } = picture;
  return (
    <figure className={css['figure']}>
      <figcaption>{title}</figcaption>
      <img
        alt={`${scenario}: ${view}`}
        data-picture={`${scenario} ${view}`}
        width={Math.round((width * percent) / 100)}
        height={Math.round((height * percent) / 100)}
        src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`}
      />
    </figure>
  );
}
