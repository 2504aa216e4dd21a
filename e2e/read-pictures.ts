/** Reads the gallery: each picture with the shapes in it, placed by the browser. */
import type { Page } from 'playwright-core';
import type { DrawnShape } from './picture-digest.ts';

export interface ReadPicture {
  /** `zap-drops-dirty-assist machine` */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly DrawnShape[];
}

export async function readPictures(page: Page, timeout: number): Promise<readonly ReadPicture[]> {
  await page.locator('[data-done=true]').waitFor({ timeout });
  return page.evaluate(() => {
    const place = document.createElement('div');
    document.body.append(place);
    const images = [...document.querySelectorAll<HTMLImageElement>('[data-picture]')];
    const pictures = images.map((image) => {
      const { src: source } = image;
      const text = decodeURIComponent(source.slice(source.indexOf(',') + 1));
      const svg = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
      place.replaceChildren(document.importNode(svg, true));
      const origin = place.firstElementChild?.getBoundingClientRect() ?? new DOMRect();
      const shapes = [
        ...place.querySelectorAll('text, rect, path, circle, line, polygon, polyline'),
      ].filter((shape) => shape.closest('defs, pattern, marker, clipPath') === null);
      return {
        name: image.dataset['picture'] ?? '',
        width: origin.width,
        height: origin.height,
        shapes: shapes.map((shape) => {
          const box = shape.getBoundingClientRect();
          return {
            tag: shape.tagName,
            text: shape.tagName === 'text' ? shape.textContent : '',
            struck: shape.getAttribute('text-decoration') === 'line-through',
            fill: shape.getAttribute('fill') ?? 'none',
            stroke: shape.getAttribute('stroke') ?? 'none',
            dashed: shape.hasAttribute('stroke-dasharray'),
            arrow: shape.hasAttribute('marker-end'),
            left: box.left - origin.left,
            top: box.top - origin.top,
            width: box.width,
            height: box.height,
          };
        }),
      };
    });
    place.remove();
    return pictures;
  });
}
