import { useState } from 'react';
import { Button } from '../controls/button.tsx';
import { pngOfSvg } from './png-of-svg.ts';
import { saveFile, textFile } from './save-file.ts';
import { svgOfRegion, type Caption, type RegionPicture } from './svg-of-region.ts';
import css from './export-dialog.module.css';

export interface PictureButtonsProps {
  readonly region: () => HTMLElement;
  /** Of the file, without its ending. */
  readonly name: string;
  readonly caption: Caption;
}

/** A region as a file: as an SVG that stands for itself, or as pixels. */
export function PictureButtons({ caption, name, region }: PictureButtonsProps) {
  const [failed, setFailed] = useState(false);
  const picture = (): RegionPicture => svgOfRegion(region(), caption);
  const saveSvg = (): void => saveFile(textFile(`${name}.svg`, 'image/svg+xml', picture().svg));
  const savePng = async (): Promise<void> => {
    try {
      saveFile({ name: `${name}.png`, content: await pngOfSvg(picture()) });
      setFailed(false);
    } catch {
      setFailed(true);
    }
  };
  return (
    <>
      <Button onClick={saveSvg}>SVG</Button>
      <Button onClick={() => void savePng()}>PNG</Button>
      <span role="status" className={css['trouble']}>
        {failed &&
          'This browser could not turn the picture into a PNG; the SVG has the same content.'}
      </span>
    </>
  );
}
