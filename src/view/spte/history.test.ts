import { expect, test } from 'vitest';
import { placeKey } from './changes.ts';
import { lastWrite, touchedPlaces } from './history.ts';
import { zapRunAt } from './testing/zap-run.ts';

const { records } = zapRunAt(0);
const positions = [...records.keys(), records.length];

test.each(positions)(
  'at step %i, the last write of an SPTE is none that comes later',
  (position) => {
    const expected = new Map<string, number>();
    for (const { n, spte } of records.slice(0, position)) {
      if (spte === null) continue;
      const { after, before } = spte;
      if (after.lo !== before.lo || after.hi !== before.hi) expected.set(placeKey(spte), n);
    }
    for (const { spte } of records) {
      if (spte === null) continue;
      const last = lastWrite({ records, position }, spte);
      expect(last?.record.n).toBe(expected.get(placeKey(spte)));
    }
  },
);

test('the places of a run are those of all its steps, written or only read', () => {
  const places = records.flatMap(({ spte }) => (spte === null ? [] : [placeKey(spte)]));
  expect([...touchedPlaces(records)].sort()).toEqual([...new Set(places)].sort());
});
