/** Drawings within the page: copied with their looks as attributes, because no style sheet goes along. */
import { placeAttributes, type SvgCanvas } from './svg-canvas.ts';
import { escapeXml, paintsOf, round, writeAttributes, type Attribute } from './svg-paint.ts';

/** What belongs to the page and not to the picture. */
const LEFT_OUT =
  /^(class|style|id|role|tabindex|focusable|fill|stroke|width|height|x|y|xmlns|on.*|data-.*|aria-.*)$/;
/** Of these, position and size are geometry, not looks. */
const PLACED = /^(rect|text|tspan|image|use|svg|pattern)$/;

export function drawGraphics(canvas: SvgCanvas, svg: SVGSVGElement): void {
  const place = canvas.place(svg.getBoundingClientRect());
  if (place.width === 0 || place.height === 0) return;
  const ids = new Map([...svg.querySelectorAll('[id]')].map(({ id }) => [id, canvas.newId()]));
  const { height, width } = place;
  const kept = ['viewBox', 'preserveAspectRatio'].flatMap((name) => {
    const value = svg.getAttribute(name);
    return value === null ? [] : [`${name}="${escapeXml(value)}"`];
  });
  const view = svg.hasAttribute('viewBox')
    ? kept
    : [`viewBox="0 0 ${round(width)} ${round(height)}"`];
  const children = [...svg.children].map((child) => copy(child, ids)).join('');
  canvas.add(
    `<svg ${placeAttributes(place)} ${view.join(' ')} overflow="visible">${children}</svg>`,
  );
}

function copy(element: Element, ids: ReadonlyMap<string, string>): string {
  const style = getComputedStyle(element);
  if (style.display === 'none' && element.tagName !== 'marker') return '';
  const name = element.tagName;
  if (name === 'title') return ''; // what the page says of a part when it is pointed at
  // A look that an element had as an attribute is what the style sheet made of it: the later one counts.
  const attributes = writeAttributes([...attributesOf(element, ids), ...looksOf(element, style)]);
  const inside =
    name === 'text' || name === 'tspan'
      ? escapeXml(element.textContent)
      : [...element.children].map((child) => copy(child, ids)).join('');
  return `<${name} ${attributes}>${inside}</${name}>`;
}

function* attributesOf(
  element: Element,
  ids: ReadonlyMap<string, string>,
): Generator<Attribute, void> {
  const id = ids.get(element.id);
  if (id !== undefined) yield ['id', id];
  for (const { name, value } of element.attributes) {
    if (LEFT_OUT.test(name) && !(PLACED.test(element.tagName) && /^(x|y|width|height)$/.test(name)))
      continue;
    const pointed = value.replace(/url\(#([^)]*)\)/g, (whole, to: string) => {
      const renamed = ids.get(to);
      return renamed === undefined ? whole : `url(#${renamed})`;
    });
    yield [name, pointed];
  }
}

const SHAPES = /^(path|rect|circle|ellipse|line|polyline|polygon|text|tspan)$/;

function* looksOf({ tagName }: Element, style: CSSStyleDeclaration): Generator<Attribute, void> {
  if (style.opacity !== '1') yield ['opacity', style.opacity];
  if (!SHAPES.test(tagName)) return;
  yield* paintsOf('fill', style.fill);
  if (style.stroke !== 'none') {
    yield* paintsOf('stroke', style.stroke);
    yield ['stroke-width', String(round(Number.parseFloat(style.strokeWidth)))];
    if (style.strokeDasharray !== 'none') yield ['stroke-dasharray', style.strokeDasharray];
    if (style.strokeLinecap !== 'butt') yield ['stroke-linecap', style.strokeLinecap];
    if (style.strokeLinejoin !== 'miter') yield ['stroke-linejoin', style.strokeLinejoin];
    if (style.paintOrder !== 'normal') yield ['paint-order', style.paintOrder];
    if (style.vectorEffect !== 'none') yield ['vector-effect', style.vectorEffect];
  }
  if (tagName !== 'text' && tagName !== 'tspan') return;
  yield ['font-family', style.fontFamily];
  yield ['font-size', String(round(Number.parseFloat(style.fontSize)))];
  yield ['font-weight', style.fontWeight];
  yield ['text-anchor', style.textAnchor];
  yield ['dominant-baseline', style.dominantBaseline];
}
