import { useId, useState } from 'react';
import { present } from '../../base/assert.ts';
import type { OpenRun } from '../../state/run-to-export.ts';
import { Button, selectClass } from '../controls/button.tsx';
import { AnimationExport } from './animation-export.tsx';
import { EXPORT_VIEWS, type ExportView } from './export-views.ts';
import { pngOfSvg } from './png-of-svg.ts';
import { saveFile, textFile } from './save-file.ts';
import { svgOfRegion, type Caption, type RegionPicture } from './svg-of-region.ts';
import css from './export-dialog.module.css';

interface PictureExportProps {
  readonly open: OpenRun;
  /** Of the file, without what kind it is. */
  readonly name: string;
  readonly caption: Caption;
}

/** A region as a picture, in the theme on screen. */
export function PictureExport({ caption, name, open }: PictureExportProps) {
  const [views] = useState(() => EXPORT_VIEWS.filter((view) => view.find() !== null));
  const [id, setId] = useState('machine');
  const [failed, setFailed] = useState(false);
  const select = useId();
  const picture = (): RegionPicture => svgOfRegion(regionOf(views, id), caption);
  const saveSvg = (): void => {
    saveFile(textFile(`${name}-${id}.svg`, 'image/svg+xml', picture().svg));
  };
  const savePng = async (): Promise<void> => {
    try {
      saveFile({ name: `${name}-${id}.png`, content: await pngOfSvg(picture()) });
      setFailed(false);
    } catch {
      setFailed(true);
    }
  };
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
        <Button onClick={saveSvg}>SVG</Button>
        <Button onClick={() => void savePng()}>PNG</Button>
        <AnimationExport
          open={open}
          name={`${name}-${id}-animated`}
          region={() => regionOf(views, id)}
          caption={caption}
        />
      </div>
      <p role="status" className={css['trouble']}>
        {failed &&
          'This browser could not turn the picture into a PNG; the SVG has the same content.'}
      </p>
    </section>
  );
}

function regionOf(views: readonly ExportView[], id: string): HTMLElement {
  const view = views.find((one) => one.id === id);
  return present(view?.find(), 'a region that was there when the dialog opened is there still');
}
