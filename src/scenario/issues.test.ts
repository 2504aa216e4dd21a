/** Every kind of issue: text in, and out come its code, place, sentence and hint. */
import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import type { Issue } from '../base/result.ts';
import { DETECTORS } from '../engine/detectors/registry.ts';
import { LAYOUTS } from '../engine/layout/registry.ts';
import { PROFILES } from '../engine/profiles/profile.ts';
import { HOST_OPERATIONS, VCPU_OPERATIONS } from '../engine/programs/operation.ts';
import { IssueList, ISSUES_MAX, pathText } from './issues.ts';
import { FLAG_NAMES } from './kernel-flags.ts';
import { parseScenario, TEXT_LENGTH_MAX } from './parse-scenario.ts';
import { scenarioSchema } from './schema.ts';
import { SAMPLE_TEXT, sampleWith } from './testing/sample-text.ts';

const GOLDEN = readFileSync(new URL('./__golden__/issues.txt', import.meta.url), 'utf8');

function lineBreaks(text: string): string {
  return text.replaceAll('\\n', '\n');
}

/** [title, piece replaced, its replacement, the issues as the golden file writes them] */
const CASES = [...GOLDEN.matchAll(/^\[(.*)\] -> \[(.*)\]\n((?:.+\n)+)/gm)].map(
  ([, from = '', to = '', issues = '']) =>
    [`${from} -> ${to}`, lineBreaks(from), lineBreaks(to), issues] as const,
);

/** What grows with the engine, and is no concern of these tests. */
const KNOWN: readonly (readonly [string, readonly string[]])[] = [
  ['layouts', LAYOUTS.map(({ id }) => id)],
  ['profiles', PROFILES.map(({ id }) => id)],
  ['properties', DETECTORS.map(({ id }) => id)],
  ['vcpu operations', VCPU_OPERATIONS],
  ['host operations', HOST_OPERATIONS],
  ['flags', FLAG_NAMES],
  ['keys', Object.keys(scenarioSchema.entries)],
  ['choices', Object.keys(scenarioSchema.entries.choices.wrapped.entries)],
];

function expand(golden: string): string {
  return KNOWN.reduce(
    (text, [word, names]) =>
      text
        .replaceAll(`Known here: {${word}}.`, knownHere(names))
        .replaceAll(`{${word}}`, names.join(', ')),
    golden,
  );
}

/** More than a dozen names are counted, not listed. */
function knownHere(names: readonly string[]): string {
  return names.length > 12
    ? `There are ${names.length} known here.`
    : `Known here: ${names.join(', ')}.`;
}

function issuesOf(text: string): readonly Issue[] {
  const result = parseScenario(text);
  return result.ok ? [] : result.issues;
}

function textOf({ line, column, code, path, message, hint }: Issue): string {
  return `${line}:${column} ${code} ${path === '' ? '-' : path}\n  ${message}\n  ${hint}\n`;
}

test('the golden file is read to its end', () => {
  expect(CASES).toHaveLength(GOLDEN.match(/\] -> \[/g)?.length ?? 0);
  expect(CASES.length).toBeGreaterThan(90);
});

test('the sample itself has no issues', () => {
  expect(issuesOf(SAMPLE_TEXT)).toEqual([]);
});

test.each(CASES)('%s', (_title, from, to, expected) => {
  expect(issuesOf(sampleWith(from, to)).map(textOf).join('')).toBe(expand(expected));
});

describe('a text that is no scenario', () => {
  it.each(['', '- 1', 'no'])('%j is refused', (text) => {
    expect(issuesOf(text)).toEqual([
      {
        code: 'not-a-scenario',
        path: '',
        line: 1,
        column: 1,
        message: 'This is no scenario: a map of keys is expected.',
        hint: 'Write version: 1 on the first line. src/scenario/FORMAT.md describes the format.',
      },
    ]);
  });

  it('is refused unread when it is too long', () => {
    const longest = `${SAMPLE_TEXT}#`.padEnd(TEXT_LENGTH_MAX, 'x');
    expect(issuesOf(longest)).toEqual([]);
    expect(issuesOf(`${longest}x`)).toMatchObject([
      { code: 'text-too-long', message: expect.stringContaining('262145') as string },
    ]);
  });

  it.each([
    ['in brackets', '['.repeat(100_000)],
    ['in braces', '{a: '.repeat(50_000)],
    ['in dashes', `${'- '.repeat(50_000)}x`],
  ])('is refused before it is parsed when it nests too deep: %s', (_where, text) => {
    expect(issuesOf(text)).toMatchObject([{ code: 'text-too-deep' }]);
  });

  it('is refused when its aliases multiply', () => {
    const tens = (name: string, of: string): string =>
      `${name}: &${name} [${Array.from({ length: 10 }, () => of).join(', ')}]\n`;
    const text = `${tens('a', 'x')}${tens('b', '*a')}${tens('c', '*b')}${tens('d', '*c')}`;
    expect(issuesOf(text)).toMatchObject([
      { code: 'yaml', hint: 'Write out what the alias stands for.' },
    ]);
  });
});

describe('an issue list', () => {
  it('gives the first issues when there are very many', () => {
    const issues = new IssueList();
    expect(issues.hasIssues()).toBe(false);
    for (let i = 0; i < 30; i++) issues.add([i], { code: 'x', message: '', hint: '' });
    expect(issues.hasIssues()).toBe(true);
    expect(issues.all).toHaveLength(ISSUES_MAX);
    expect(issues.all[0]?.path).toEqual([0]);
  });

  it('writes paths as JavaScript would', () => {
    expect(pathText([])).toBe('');
    expect(pathText(['actors', 1, 'ops', 0])).toBe('actors[1].ops[0]');
    expect(pathText([2, 'id'])).toBe('[2].id');
  });
});
