import { describe, expect, test } from 'vitest';
import { goldenTrace } from '../../trace/testing/golden.ts';
import { timeline } from '../../trace/queries/timeline.ts';
import type { TimelineReply } from '../../protocol/trace.ts';
import {
  binsOnScreen,
  densityPicture,
  eventAtPlace,
  rangeText,
  ticksOf,
} from './density-picture.ts';

const trace = goldenTrace('part.f1_race');
const { count, time } = trace.events;

function ask(by: 'event' | 'time'): TimelineReply {
  const range =
    by === 'event' ? { start: 0, end: count } : { start: time.at(0), end: time.at(count - 1) + 1 };
  return { type: 'timeline', ...timeline(trace, { by, ...range, bins: 100, lanes: 'vcpu' }) };
}

describe('the picture of a timeline', () => {
  test('has a bar for each stretch with events, and a mark for each with findings', () => {
    const reply = ask('event');
    const picture = densityPicture(reply);
    picture.lanes.forEach((lane, i) => {
      const filled = reply.counts[i]!.counts.filter((each) => each > 0).length;
      expect(lane.path.match(/M/g)).toHaveLength(filled);
    });
    expect(picture.lanes.reduce((sum, { total }) => sum + total, 0)).toBe(count);
    expect(picture.findings.length).toBeGreaterThan(0);
  });

  test('of an older answer lies where its events are now', () => {
    const reply = { bins: 100, start: 0, end: 1000 };
    expect(binsOnScreen(reply, { range: { start: 0, end: 1000 }, width: 500 })).toEqual({
      x: 0,
      scale: 5,
    });
    expect(binsOnScreen(reply, { range: { start: 500, end: 1000 }, width: 500 })).toEqual({
      x: -500,
      scale: 10,
    });
  });

  test.each(['event', 'time'] as const)('by %s tells which event is at a place', (by) => {
    const reply = ask(by);
    const event = Math.floor(count / 3);
    const found = eventAtPlace(reply, by === 'event' ? event + 0.5 : time.at(event));
    const apart = Math.abs(time.at(found) - time.at(event));
    expect(apart).toBeLessThanOrEqual((reply.end - reply.start) / reply.bins);
  });
});

describe('ticks', () => {
  test('are at round places within the range, and not too many', () => {
    const ticks = ticksOf({ start: 13, end: 987 }, { unit: 'event', clockDigits: 6, most: 10 });
    expect(ticks.map(({ place }) => place)).toEqual([99, 199, 299, 399, 499, 599, 699, 799, 899]);
    expect(ticks[4]!.text).toBe('500');
  });

  test('have the digits that tell them apart', () => {
    const texts = (start: number, end: number): readonly string[] =>
      ticksOf({ start, end }, { unit: 'time', clockDigits: 6, most: 3 }).map(({ text }) => text);
    expect(texts(4_000_000, 8_000_000)).toEqual(['4', '6', '8']);
    expect(texts(4_000_000, 4_003_000)).toEqual(['4.000', '4.001', '4.002', '4.003']);
  });
});

test('what is on screen is said', () => {
  const range = { start: 10.2, end: 20 };
  expect(rangeText(range, { unit: 'event', clockDigits: 6 })).toBe('events 11 to 20');
  expect(rangeText({ start: 0, end: 380_000 }, { unit: 'time', clockDigits: 6 })).toBe('380 ms');
  expect(rangeText({ start: 0, end: 17 }, { unit: 'time', clockDigits: -1 })).toBe('17 ticks');
});
