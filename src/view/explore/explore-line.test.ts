import { expect, test } from 'vitest';
import { exploreLine, type ExploreLineInput } from './explore-line.ts';
import { explored, outcome, property, VIOLATED, WITNESS } from './testing/explored.ts';

const COLUMNS = [
  { id: 'before', title: 'Before' },
  { id: 'after', title: 'After' },
];
const BEFORE = explored({
  properties: [property('P8', VIOLATED)],
  outcomes: [outcome('lost', { violated: ['P8'] }), outcome('fine')],
});
const AFTER = explored({ outcomes: [outcome('fine'), outcome('other')] });

function line(changes: Partial<ExploreLineInput> = {}) {
  return exploreLine({
    columns: COLUMNS,
    explored: { before: BEFORE, after: AFTER },
    search: null,
    phase: 'explored',
    selected: 'before',
    ...changes,
  });
}

test('each column has its sentence, its mark, and a run that shows it', () => {
  const { columns, scope, comparison, announcement } = line();
  expect(columns.map(({ mark, text, witness }) => [mark, text, witness])).toEqual([
    ['✗', 'Title of P8 in 1 of 2 outcomes (2 steps, 1 switch)', WITNESS],
    ['✓', 'no violation; 2 outcomes', WITNESS],
  ]);
  expect(scope).toBe('every interleaving: 2,000 states');
  expect(comparison).toBe('1 outcome disappeared, 1 new');
  expect(announcement).toContain('After: no violation; 2 outcomes.');
});

test('what only happens on the way is a warning, and what is not known is no pass', () => {
  const onTheWay = { ...BEFORE, outcomes: [outcome('fine')] };
  const bounded = { ...AFTER, bound: 'states' } as const;
  const { columns, scope, comparison } = line({ explored: { before: onTheWay, after: bounded } });
  expect(columns.map(({ tone, mark }) => [tone, mark])).toEqual([
    ['warned', '!'],
    ['unknown', '?'],
  ]);
  expect(columns[1]?.text).toBe('no violation; 2 outcomes, so far: bounded at 1,000 states');
  expect(scope).toBe('not every interleaving: 2,000 states');
  expect(comparison).toBe('0 outcomes disappeared, 1 new, so far');
});

test('a search that has come upon a violation shows that run, and says that it is not over', () => {
  const schedule = [0, 0, 1].map((actor) => ({ actor, variant: 0 }));
  const found = { property: 'P8', title: 'Dirty bit lost', schedule } as const;
  const numbers = {
    phase: 'search',
    states: 9,
    transitions: 9,
    depth: 9,
    open: 9,
    bytes: 9,
  } as const;
  const search = { column: 'after', progress: { ...numbers, found } } as const;
  const { columns } = line({ explored: {}, search, phase: 'exploring' });
  expect(columns.map(({ mark, witness }) => [mark, witness])).toEqual([
    ['…', null],
    ['…', { schedule, steps: 3, switches: 1 }],
  ]);
  expect(columns[1]?.text).toBe(
    'Dirty bit lost: a first run to it in 3 steps, shorter ones are looked for',
  );
});

test('while it searches it says so, and announces nothing', () => {
  const progress = { phase: 'search', states: 1234, transitions: 1, depth: 1, open: 1, bytes: 1 };
  const search = { column: 'after', progress } as ExploreLineInput['search'];
  const under = line({ explored: { before: BEFORE }, search, phase: 'exploring' });
  expect(under.columns[1]).toMatchObject({ mark: '…', text: 'not searched yet', witness: null });
  expect(under.scope).toBe('searching After: 1,234 states');
  expect([under.comparison, under.announcement]).toEqual([null, '']);
  const { scope } = line({ explored: {}, search, phase: 'paused' });
  expect(scope).toBe('paused; searching After: 1,234 states');
  expect(line({ explored: { before: BEFORE }, phase: 'stopped' }).scope).toBe(
    'not every interleaving has been searched',
  );
  expect(line({ explored: {}, phase: 'failed' }).scope).toBe('the search failed');
});

test('of many columns the selected one is compared with the first', () => {
  const columns = [...COLUMNS, { id: 'third', title: 'Third' }];
  const all = { before: BEFORE, after: AFTER, third: BEFORE };
  expect(line({ columns, explored: all, selected: 'before' }).comparison).toBeNull();
  expect(line({ columns, explored: all, selected: 'after' }).comparison).toBe(
    '1 outcome disappeared, 1 new against Before',
  );
  expect(line({ columns, explored: all, selected: 'third' }).comparison).toBe(
    '0 outcomes disappeared, none new against Before',
  );
});
