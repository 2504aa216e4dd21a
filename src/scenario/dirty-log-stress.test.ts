import { expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import type { Result } from '../base/result.ts';
import { SHIPPED_STRESS, dirtyLogStress, parseDirtyLogStress } from './dirty-log-stress.ts';
import { parseScenario } from './parse-scenario.ts';
import type { Scenario } from './scenario.ts';

const SHIPPED = new URL('../catalogue/scenarios/dirty-log-stress.yaml', import.meta.url);

function present(result: Result<Scenario>): Scenario {
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  return result.value;
}

test('the shipped instance is what is made for its parameters', () => {
  const shipped = present(parseScenario(readFileSync(SHIPPED, 'utf8')));
  const made = present(dirtyLogStress(SHIPPED_STRESS));
  expect(made.columns.map(({ config }) => config)).toEqual(
    shipped.columns.map(({ config }) => config),
  );
  expect(made.columns.map(({ info }) => info)).toEqual(shipped.columns.map(({ info }) => info));
});

test('parameters are taken by name; others are as shipped', () => {
  const { columns } = present(parseDirtyLogStress('vcpus=3,rounds=0'));
  const [plain] = columns;
  expect(plain?.config.actors.map(({ operations }) => operations.length)).toEqual([2, 2, 2, 2]);
  expect(plain?.config.memslots[0]?.pages).toBe(SHIPPED_STRESS.pages);
  // Each vCPU begins with the page of its own number.
  expect(plain?.config.actors.slice(0, 3).map(({ operations }) => operations[0])).toEqual([
    { kind: 'store', gfn: 0x200 },
    { kind: 'store', gfn: 0x201 },
    { kind: 'store', gfn: 0x200 },
  ]);
});

test.each(['pages=9', 'pages=', 'vcpus=-1', 'size=3', 'pages', 'toString=1', 'rounds=1.5'])(
  'what is no parameter is refused with those there are: %s',
  (text) => {
    const result = parseDirtyLogStress(text);
    expect(result.ok ? null : result.issues[0]?.message).toContain(`"${text}" is no parameter`);
    expect(result.ok ? null : result.issues[0]?.hint).toContain('pages=1..8');
  },
);
