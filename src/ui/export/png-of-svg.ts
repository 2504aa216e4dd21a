/** An SVG as pixels; twice as many as the page has, so that slides and papers do not show them. */
import type { RegionPicture } from './svg-of-region.ts';

const PIXELS_PER_CSS_PIXEL = 2;

export async function pngOfSvg({ height, svg, width }: RegionPicture): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width) * PIXELS_PER_CSS_PIXEL;
  canvas.height = Math.ceil(height) * PIXELS_PER_CSS_PIXEL;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('the browser made no PNG of the picture'));
      else resolve(blob);
    }, 'image/png');
  });
}
