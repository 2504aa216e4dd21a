import { expect, test } from 'vitest';
import { shippedScenarios } from '../../catalogue/testing/shipped-columns.ts';
import { present } from '../../base/assert.ts';
import { pairFacts, type FactPair } from './differences.ts';
import { FactsAlong } from './facts-along.ts';
import { machineFacts } from './machine-facts.ts';
import { compareColumns, type Compared } from './testing/compared.ts';

const SCENARIOS = shippedScenarios();

/** The first two columns of a scenario, on its story. */
async function onItsStory(id: string): Promise<Compared> {
  const { columns, script } = present(
    SCENARIOS.find(({ info }) => info.id === id),
    id,
  );
  const left = present(columns[0], id);
  return compareColumns([left, columns[1] ?? left], script);
}

test.each(SCENARIOS.map(({ info }) => info.id))(
  '%s: kept along the runs, back, and over jumps, the facts are those told afresh',
  async (id) => {
    const { at, moments } = await onItsStory(id);
    const last = moments.length;
    const there = Array.from({ length: last + 1 }, (_, moment) => moment);
    const facts = new FactsAlong();
    for (const moment of [...there, ...there.toReversed(), last, 0, Math.floor(last / 2)]) {
      const { left, right } = at(moment);
      const fresh = pairFacts(machineFacts(left), machineFacts(right));
      expect(facts.pairsAt(left, right)).toEqual(fresh);
    }
  },
);

/** Of the facts of a kind on the left, those that are not the objects they were. */
function toldAnew(before: readonly FactPair[], now: readonly FactPair[], kind: string): string[] {
  const known = new Set(before.map(({ left }) => left));
  return now
    .filter(({ key, left }) => key.startsWith(kind) && left !== null && !known.has(left))
    .map(({ key }) => key);
}

test('a step tells anew the entry and the page that it writes, and no other pair is made again', async () => {
  const { at, moments, request } = await onItsStory('zap-drops-dirty-assist');
  const { pt } = request.map;
  const facts = new FactsAlong();
  let before = facts.pairsAt(at(0).left, at(0).right);
  const counts = { entries: 0, written: 0, pages: 0, pairs: 0 };
  moments.forEach(({ left: step }, i) => {
    const { left, right } = at(i + 1);
    const now = facts.pairsAt(left, right);
    const diff = request.left.records[step - 1]?.diff ?? [];
    const cells = [...diff].filter((_, n) => n % 3 === 0);
    const written = new Set(
      cells
        .filter((cell) => cell >= pt.base && cell < pt.base + pt.count * pt.stride)
        .map((cell) => cell >> 1),
    );
    const entries = toldAnew(before, now, 'spte/');
    expect(entries.length).toBeLessThanOrEqual(written.size);
    const pages = new Set(toldAnew(before, now, 'page/').map((key) => key.split('/')[1]));
    expect(pages.size).toBeLessThanOrEqual(cells.length);
    const known = new Set(before);
    counts.entries += entries.length;
    counts.written += written.size;
    counts.pages += pages.size;
    counts.pairs += now.filter((pair) => pair.key.startsWith('spte/') && !known.has(pair)).length;
    before = now;
  });
  // Otherwise there was nothing to keep; the other machine's writes make pairs anew as well.
  expect(counts.entries).toBeGreaterThan(0);
  expect(counts.pages).toBeGreaterThan(0);
  expect(before.filter(({ key }) => key.startsWith('spte/')).length).toBeGreaterThan(4);
  expect(counts.pairs).toBeLessThanOrEqual(2 * counts.written);
});
