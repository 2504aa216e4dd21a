import { describe, expect, test } from 'vitest';
import { timelineLayout } from './timeline-layout.ts';
import {
  anchorOf,
  leftOfAnchor,
  lockSpan,
  seenText,
  spanBetween,
  spanEdges,
  tooManyText,
  violationSpan,
  zoomFactor,
  type StepPicture,
} from './zoom-window.ts';
import { keptZoom, KeptPlace, ZOOM } from './zoom.ts';

const WIDTH = 1000;

function picture(steps: number, zoom: number): StepPicture {
  const layout = timelineLayout({ steps, lanes: 3 }, { width: WIDTH, height: 200, zoom });
  const { height, stepWidth, width, x } = layout;
  return { x, stepWidth, width, height, axisTop: height - 24, cursorX: x(1), steps };
}

describe('what is said of a zoom', () => {
  test('which steps are in view, or that it is all of them', () => {
    expect(seenText(picture(20, 1), { left: 0, width: WIDTH }, 'step')).toBe(
      'all 20 steps in view',
    );
    const drawn = picture(300, 1);
    const left = drawn.x(11.5);
    expect(seenText(drawn, { left, width: 19 * 20 }, 'step')).toBe('steps 12 to 31 of 300 in view');
  });

  test('that the whole run does not fit, whatever the zoom was, and nothing where it does', () => {
    for (const zoom of [1, 4]) {
      const text = tooManyText(picture(300, zoom), { width: WIDTH, zoom }, 'moment');
      expect(text).toMatch(/^300 moments do not fit: 52 of them are in view/);
    }
    expect(tooManyText(picture(40, 2), { width: WIDTH, zoom: 2 }, 'step')).toBe('');
  });
});

describe('dragging over steps', () => {
  test('takes those between its ends, whichever way it goes, and none that the run has not', () => {
    const drawn = picture(30, 1);
    expect(spanBetween(drawn, drawn.x(5), drawn.x(12))).toEqual({ first: 5, last: 12 });
    expect(spanBetween(drawn, drawn.x(12.4), drawn.x(4.6))).toEqual({ first: 5, last: 12 });
    expect(spanBetween(drawn, -50, WIDTH + 50)).toEqual({ first: 1, last: 30 });
  });

  test('and zooming to them shows them from edge to edge', () => {
    const before = picture(30, 1);
    for (const span of [
      { first: 10, last: 17 },
      { first: 1, last: 9 },
      { first: 22, last: 30 },
    ]) {
      const drawn = picture(30, keptZoom(zoomFactor(before, span, WIDTH)));
      const left = leftOfAnchor(anchorOf(span, WIDTH), drawn, WIDTH);
      const edges = spanEdges(drawn, span);
      expect(edges.right - edges.left).toBeCloseTo(WIDTH);
      expect(drawn.x(span.first) - left).toBeGreaterThan(0);
      expect(drawn.x(span.last) - left).toBeLessThan(WIDTH);
      // At the end of the run the picture ends, too.
      if (span.last < 30) expect(edges.left - left).toBeCloseTo(0);
    }
  });

  test('one step is not drawn without bounds: it stays in the middle', () => {
    const before = picture(30, 1);
    const span = { first: 15, last: 15 };
    const zoom = keptZoom(zoomFactor(before, span, 100_000));
    expect(zoom).toBe(ZOOM.max);
    const drawn = picture(30, zoom);
    expect(drawn.x(15) - leftOfAnchor(anchorOf(span, WIDTH), drawn, WIDTH)).toBeCloseTo(WIDTH / 2);
  });
});

describe('goals', () => {
  test('a violation is shown from its cause on, with a step more on each side', () => {
    expect(violationSpan({ step: 20, setAt: 18, readAt: 13 }, 30)).toEqual({ first: 12, last: 21 });
    expect(violationSpan({ step: 1, setAt: null, readAt: null }, 1)).toEqual({ first: 1, last: 1 });
    // What was so from the beginning on was done by no step.
    expect(violationSpan({ step: 4, setAt: 0, readAt: null }, 9)).toEqual({ first: 3, last: 5 });
  });

  test('the lock is the one held around the cursor, else the next, else the last; RCU is none', () => {
    const held = [
      { kind: 'rcu', actor: 0, from: 1, to: 30 },
      { kind: 'mmu-lock-write', actor: 0, from: 5, to: 8 },
      { kind: 'mmu-lock-read', actor: 1, from: 12, to: null },
    ] as const;
    const at = (position: number) => lockSpan(held, { position, steps: 30 });
    expect(at(6)).toEqual({ first: 4, last: 9 });
    expect(at(9)).toEqual({ first: 11, last: 30 });
    expect(lockSpan(held.slice(0, 2), { position: 20, steps: 30 })).toEqual({ first: 4, last: 9 });
    expect(lockSpan(held.slice(0, 1), { position: 2, steps: 30 })).toBeNull();
  });
});

test('a place is kept once: the next picture is drawn for another reason', () => {
  const place = new KeptPlace();
  place.ask({ step: 4, at: 100 });
  expect(place.take()).toEqual({ step: 4, at: 100 });
  expect(place.take()).toBeNull();
});
