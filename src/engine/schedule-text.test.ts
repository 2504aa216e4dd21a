import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatSchedule, parseSchedule, SCHEDULE_STEPS_MAX } from './schedule-text.ts';

const ACTORS = [{ id: 'vcpu0' }, { id: 'vcpu1' }, { id: 'zap' }, { id: 'odd name' }];

const ordinary = (actor: number, count: number) =>
  Array.from({ length: count }, () => ({ actor, variant: 0 }));

test('runs of one actor are counted; one step needs no count', () => {
  const steps = [...ordinary(2, 7), ...ordinary(0, 1), { actor: 0, variant: 1 }, ...ordinary(3, 2)];
  const text = formatSchedule(steps, ACTORS);
  expect(text).toBe('zap:7.vcpu0.vcpu0~1.3:2');
  expect(parseSchedule(text, ACTORS)).toMatchObject({ ok: true, value: steps });
});

test('parse is the inverse of format', () => {
  const steps = fc.array(fc.record({ actor: fc.nat({ max: 3 }), variant: fc.nat({ max: 999 }) }));
  fc.assert(
    fc.property(steps, (schedule) => {
      const text = formatSchedule(schedule, ACTORS);
      expect(parseSchedule(text, ACTORS)).toEqual({ ok: true, value: schedule, steps: schedule });
    }),
  );
});

test('the empty schedule is the empty text', () => {
  expect(formatSchedule([], ACTORS)).toBe('');
  expect(parseSchedule('', ACTORS)).toMatchObject({ ok: true, value: [] });
});

test('an @ is read in place of a ~', () => {
  expect(parseSchedule('zap@1:2', ACTORS)).toMatchObject({
    ok: true,
    value: [
      { actor: 2, variant: 1 },
      { actor: 2, variant: 1 },
    ],
  });
});

test.each([
  ['zap:2.nobody:3', 'names no actor of this scenario; it has vcpu0, vcpu1, zap, odd name.'],
  ['zap:2.9', 'names no actor'],
  ['zap:2.:3', 'is not of the form'],
  ['zap:2..zap', 'is not of the form'],
  ['zap:2.zap:0', 'has a count of zero'],
  ['zap:2.zap:999999', `makes the run longer than ${SCHEDULE_STEPS_MAX} steps`],
])('%s: says what is wrong, and keeps what was right', (text, message) => {
  const parsed = parseSchedule(text, ACTORS);
  expect(parsed.steps).toEqual(ordinary(2, 2));
  expect(parsed.ok ? '' : parsed.issues[0]?.message).toContain(message);
  expect(parsed.ok ? '' : parsed.issues[0]?.path).toBe('run[1]');
});
