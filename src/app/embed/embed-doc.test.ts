/** EMBED.md, the code and the browser tests say the same. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ANSWER_TYPES } from './answer-types.ts';
import { WAITING_MAX } from './embed-port.ts';
import {
  EMBED_PROTOCOL,
  ID_CHARACTERS_MAX,
  LINK_CHARACTERS_MAX,
  REQUEST_TYPES,
  STEPS_MAX,
} from './embed-request.ts';
import type { EmbedState } from './embed-state.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const DOC = read('../../../EMBED.md');
const TESTS = read('../../../e2e/embed.e2e.ts');
const CODE = ['./embed-port.ts', './embed-request.ts'].map(read).join('\n');

/** First cells of the table under a heading. */
function rowsOf(heading: string): string[] {
  const [, table = ''] =
    new RegExp(`^\\| ${heading} .*\\n\\|[ |-]+\\n((?:\\|.*\\n)+)`, 'm').exec(DOC) ?? [];
  return table.split('\n').flatMap((row) => row.split('|')[1]?.trim() ?? []);
}

const typesOf = (rows: readonly string[]): string[] =>
  rows.map((row) => /type: '(\w+)'/.exec(row)?.[1] ?? row);

/** Another field of the state is an error of types here. */
const STATE_FIELDS: Readonly<Record<keyof EmbedState, true>> = {
  scenario: true,
  title: true,
  column: true,
  actors: true,
  position: true,
  steps: true,
  text: true,
  violation: true,
  digest: true,
  link: true,
};

describe('what EMBED.md says', () => {
  test('of requests: those there are, each tried in a browser', () => {
    expect(typesOf(rowsOf('request'))).toEqual([...REQUEST_TYPES]);
    expect(REQUEST_TYPES.filter((type) => !TESTS.includes(`type: '${type}'`))).toEqual([]);
  });

  test('of answers: those there are, each seen in a browser', () => {
    expect(typesOf(rowsOf('answer'))).toEqual([...ANSWER_TYPES]);
    const seen = (type: string) => TESTS.includes(`'${type}'`) || TESTS.includes(`.${type}`);
    expect(ANSWER_TYPES.filter((type) => !seen(type))).toEqual([]);
  });

  test('of codes: those there are, each seen in a browser', () => {
    const codes = rowsOf('code').map((code) => code.replaceAll('`', ''));
    const used = new Set(CODE.match(/(?<=')embed-[a-z-]+(?=')/g));
    expect(new Set(codes)).toEqual(used);
    // What could not be done for a fault of ours cannot be asked for.
    expect(codes.filter((code) => !TESTS.includes(`'${code}'`))).toEqual(['embed-failed']);
  });

  test('of the state: its fields', () => {
    const [, fields = ''] = /else `\{(scenario.*?)\}`/s.exec(DOC) ?? [];
    const names = fields.replace(/\{.*?\}( or null)?/s, '').match(/\w+/g);
    expect(names).toEqual(Object.keys(STATE_FIELDS));
  });

  test('of bounds, and of modes', () => {
    expect(DOC).toContain(`\`sptescope: ${EMBED_PROTOCOL}\``);
    for (const bound of [WAITING_MAX, LINK_CHARACTERS_MAX, ID_CHARACTERS_MAX, STEPS_MAX]) {
      expect(DOC).toMatch(new RegExp(`\\b${bound}\\b`));
    }
    expect(rowsOf('parameter')).toEqual(['`embed=read`', '`embed=step`', '`theme=light`']);
    const parameters = ['?embed', '?embed=step', 'theme=light', 'theme=dark'];
    expect(parameters.filter((parameter) => !TESTS.includes(parameter))).toEqual([]);
  });
});
