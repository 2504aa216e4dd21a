import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { animatedSvg, type Animation } from './animated-svg.ts';
import { mergeFrames } from './merge-frames.ts';

describe('frames as one list', () => {
  test('each frame is painted as it was, whatever changes', () => {
    const shape = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    fc.assert(
      fc.property(fc.array(fc.array(shape, { maxLength: 8 }), { maxLength: 5 }), (frames) => {
        const merged = mergeFrames(frames);
        frames.forEach((shapes, frame) => {
          const shown = merged.filter((one) => one.frames.includes(frame));
          expect(shown.map((one) => one.shape)).toEqual(shapes);
        });
      }),
    );
  });

  test('what stays is kept once', () => {
    const merged = mergeFrames([
      ['floor', 'old', 'lid'],
      ['floor', 'new', 'lid'],
    ]);
    expect(merged).toHaveLength(4);
    expect(merged[0]).toEqual({ shape: 'floor', frames: [0, 1] });
  });
});

const ANIMATION: Animation = {
  frames: [
    { shapes: ['<a/>', '<b/>'], durationMs: 1000 },
    { shapes: ['<a/>', '<c/>'], durationMs: 3000 },
  ],
  definitions: [],
  still: 1,
  width: 10.2,
  height: 20,
  background: '#ffffff',
  title: 'Title',
  description: 'https://example.org/#v1/zap',
};

describe('an animated SVG', () => {
  const svg = animatedSvg(ANIMATION);

  test('shows what is there in every frame without a rule, and groups the rest', () => {
    expect(svg).toContain('<a/>\n<g class="v0">\n<b/>\n</g>\n<g class="v1">\n<c/>\n</g>\n</svg>');
  });

  test('changes when the frames do, in steps', () => {
    expect(svg).toContain(
      '@keyframes v1{0%{visibility:hidden}25%{visibility:visible}to{visibility:visible}}',
    );
    expect(svg).toContain('.v1{animation:v1 4000ms step-end infinite}');
  });

  test('is the still frame where nothing moves', () => {
    const [rest = '', moving = ''] = svg.split('@media (prefers-reduced-motion:no-preference)');
    expect(rest).toContain('.v0{visibility:hidden}\n.v1{visibility:visible}');
    expect(rest).not.toContain('animation');
    expect(moving).toContain('animation');
  });

  test('has no id twice, and no reference to one that is not there', () => {
    const drawing = (id: string, fill: string) =>
      `<svg><marker id="${id}"/><path marker-end="url(#${id})" fill="${fill}"/></svg>`;
    const text = animatedSvg({
      ...ANIMATION,
      definitions: ['<pattern id="p1"/>'],
      frames: [
        { shapes: [drawing('d1', 'red'), '<rect fill="url(#p1)"/>'], durationMs: 1 },
        { shapes: [drawing('d7', 'red'), drawing('d1', 'blue')], durationMs: 1 },
      ],
    });
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    const wanted = [...text.matchAll(/url\(#([^)]+)\)/g)].map(([, id]) => id);
    expect(ids).toHaveLength(3); // the red one is the same in both
    expect(new Set(ids).size).toBe(3);
    expect(new Set(wanted)).toEqual(new Set(ids));
  });

  test('says the font of most texts once', () => {
    const text = (font: string, word: string) => `<text font-family="${font}">${word}</text>`;
    const shapes = [text('mono', 'a'), text('mono', 'b'), text('ui', 'c')];
    const all = animatedSvg({ ...ANIMATION, frames: [{ shapes, durationMs: 1 }] });
    expect(all.match(/font-family="mono"/g)).toHaveLength(1);
    expect(all.match(/font-family="ui"/g)).toHaveLength(1);
  });
});
