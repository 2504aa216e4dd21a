/** Reads the gallery: each picture with the shapes in it, placed by the browser. */
import type { Page } from 'playwright-core';
import type { DrawnShape, Point } from './drawn-shape.ts';

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
        ...place.querySelectorAll<SVGGeometryElement>(
          'text, rect, path, circle, line, polygon, polyline',
        ),
      ].filter((shape) => shape.closest('defs, pattern, marker, clipPath') === null);

      /** Of a line that is open: where it begins and where it ends. */
      const endsOf = (shape: SVGGeometryElement): readonly [Point, Point] | null => {
        if (!/^(path|line|polyline)$/.test(shape.tagName)) return null;
        if (/z\s*$/i.test(shape.getAttribute('d') ?? '')) return null;
        const matrix = shape.getScreenCTM();
        if (matrix === null) return null;
        const at = (length: number): Point => {
          const { x, y } = shape.getPointAtLength(length).matrixTransform(matrix);
          return { x: x - origin.left, y: y - origin.top };
        };
        return [at(0), at(shape.getTotalLength())];
      };
      /** What a pattern is made of stands for it. */
      const fillOf = (shape: Element): string => {
        const fill = shape.getAttribute('fill') ?? 'none';
        const [, id] = /^url\(#(.*)\)$/.exec(fill) ?? [];
        if (id === undefined) return fill;
        const part = place.querySelector(`[id="${id}"] > *`);
        return `hatched ${part?.getAttribute('fill') ?? ''}`;
      };
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
            fill: fillOf(shape),
            stroke: shape.getAttribute('stroke') ?? 'none',
            strokeWidth: Number(shape.getAttribute('stroke-width') ?? 1),
            dashes: shape.getAttribute('stroke-dasharray') ?? '',
            arrow: shape.hasAttribute('marker-end'),
            outline: (shape.getAttribute('d') ?? '').replace(/[^a-z]/gi, ''),
            ends: endsOf(shape),
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
