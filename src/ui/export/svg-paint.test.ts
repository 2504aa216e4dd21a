import { expect, test } from 'vitest';
import {
  escapeXml,
  gradientColours,
  paintAttributes,
  paintsOf,
  readPaint,
  writeAttributes,
} from './svg-paint.ts';

test.each([
  ['rgb(27, 47, 68)', { colour: '#1b2f44', opacity: 1 }],
  ['rgba(255, 0, 10, 0.25)', { colour: '#ff000a', opacity: 0.25 }],
  ['color(srgb 1 0.5 0 / 0.35)', { colour: '#ff8000', opacity: 0.35 }],
  ['color(srgb 0 0 1e-7)', { colour: '#000000', opacity: 1 }],
  ['rgba(0, 0, 0, 0)', null],
  ['none', null],
  ['', null],
])('the computed colour %s', (computed, paint) => {
  expect(readPaint(computed)).toEqual(paint);
});

test('as attributes', () => {
  expect(paintAttributes('fill', 'rgb(0, 0, 0)')).toBe('fill="#000000"');
  expect(paintAttributes('stroke', 'rgba(0, 0, 0, 0.5)')).toBe(
    'stroke="#000000" stroke-opacity="0.5"',
  );
  expect(paintAttributes('stroke', 'none')).toBe('stroke="none"');
});

test('the colours of a gradient, in order', () => {
  const computed = 'repeating-linear-gradient(135deg, rgb(1, 2, 3) 0px 6px, rgb(4, 5, 6) 6px 12px)';
  expect(gradientColours(computed)).toEqual(['rgb(1, 2, 3)', 'rgb(4, 5, 6)']);
});

test('text cannot end what it stands in', () => {
  expect(escapeXml('a < b && "c"\u0000>')).toBe('a &lt; b &amp;&amp; &quot;c&quot;&gt;');
});

test('no attribute is written twice: what the style sheet made of it counts', () => {
  const written = writeAttributes([
    ['stroke-dasharray', '2 2'],
    ['d', 'M0,0'],
    ...paintsOf('stroke', 'rgb(0, 0, 0)'),
    ['stroke-dasharray', '4px, 3px'],
  ]);
  expect(written).toBe('stroke-dasharray="4px, 3px" d="M0,0" stroke="#000000"');
});
