import { useId, useState } from 'react';
import { present } from '../../base/assert.ts';
import type { OpenRun } from '../../state/run-to-export.ts';
import { selectClass } from '../controls/button.tsx';
import { AnimationExport } from './animation-export.tsx';
import { EXPORT_VIEWS, type ExportView } from './export-views.ts';
import { PictureButtons } from './picture-buttons.tsx';
import type { Caption } from './svg-of-region.ts';
import css from './export-dialog.module.css';

interface PictureExportProps {
  /** The run to go through for a picture that moves; null where something else is on screen. */
  readonly open: OpenRun | null;
  /** Of the file, without what kind it is. */
  readonly name: string;
  readonly caption: Caption;
}

/** A region as a picture, in the theme on screen. */
export function PictureExport({ caption, name, open }: PictureExportProps) {
  const [views] = useState(() => EXPORT_VIEWS.filter((view) => view.find() !== null));
  const [id, setId] = useState(views[0]?.id ?? '');
  const select = useId();
  if (views.length === 0) return <p>There is no picture on screen.</p>;
  const region = (): HTMLElement => regionOf(views, id);
  return (
    <section className={css['section']} aria-label="Picture">
      <h3 className={css['heading']}>A picture, in the theme on screen</h3>
      <div className={css['acts']}>
        <label htmlFor={select}>of</label>
        <select
          id={select}
          className={selectClass}
          value={id}
          onChange={({ target }) => setId(target.value)}
        >
          {views.map((view) => (
            <option key={view.id} value={view.id}>
              {view.title}
            </option>
          ))}
        </select>
        <PictureButtons region={region} name={`${name}-${id}`} caption={caption} />
        {open !== null && (
          <AnimationExport
            open={open}
            name={`${name}-${id}-animated`}
            region={region}
            caption={caption}
          />
        )}
      </div>
    </section>
  );
}

function regionOf(views: readonly ExportView[], id: string): HTMLElement {
  const view = views.find((one) => one.id === id);
  return present(view?.find(), 'a region that was there when the dialog opened is there still');
}
