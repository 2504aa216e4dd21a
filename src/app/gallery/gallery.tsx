import { useEffect, useState } from 'react';
import type { Workbench } from '../../state/create-workbench.ts';
import { tour, type Exhibit } from './tour.ts';
import css from './gallery.module.css';

interface GalleryProps {
  readonly workbench: Workbench;
  readonly scenarios: readonly string[];
}

/** For whoever changes the page: what each region looks like in every story, at its most telling moment. */
export function Gallery({ scenarios, workbench }: GalleryProps) {
  const [exhibits, setExhibits] = useState<readonly Exhibit[]>([]);
  useEffect(() => {
    const stopped = new AbortController();
    void (async () => {
      for await (const exhibit of tour(workbench, scenarios)) {
        if (stopped.signal.aborted) return;
        setExhibits((before) => [...before, exhibit]);
      }
    })();
    return () => stopped.abort();
  }, [workbench, scenarios]);
  const done = exhibits.length === scenarios.length;
  return (
    <div className={css['gallery']} data-done={done}>
      <h1>Gallery</h1>
      <p role="status">
        {done
          ? `${exhibits.length} stories.`
          : `${exhibits.length} of ${scenarios.length} stories drawn…`}
      </p>
      {exhibits.map((exhibit) => (
        <Stories key={exhibit.scenario} exhibit={exhibit} />
      ))}
    </div>
  );
}

function Stories({ exhibit }: { readonly exhibit: Exhibit }) {
  const { link, moment, pictures, scenario, title } = exhibit;
  return (
    <section aria-label={scenario}>
      <h2>{title}</h2>
      <p>
        <a href={link}>{moment}</a>
      </p>
      <div className={css['pictures']}>
        {pictures.map(({ svg, title: name, view }) => (
          <figure key={view} className={css['figure']}>
            <figcaption>{name}</figcaption>
            <img
              alt={`${scenario}: ${view}`}
              data-picture={`${scenario} ${view}`}
              src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`}
            />
          </figure>
        ))}
      </div>
    </section>
  );
}
