/** Laws of the reader: whatever the text, an answer; whatever is wrong, a place and a way to mend it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Machine } from '../engine/machine.ts';
import { parseScenario } from './parse-scenario.ts';
import { SAMPLE_TEXT } from './testing/sample-text.ts';

const LINES = SAMPLE_TEXT.split('\n').length;

/** Pieces that break things in more interesting ways than noise does. */
const PIECE = fc.oneof(
  fc.constantFrom(
    '',
    '0',
    '-1',
    '0x1fffffffff',
    'null',
    '[]',
    '{}',
    '- ',
    ': ',
    '&a ',
    '*a',
    '~',
    '"',
    '#',
    '\n',
    '  ',
    '\t',
    'WC',
    'AT',
    'zap',
    'sometimes',
    '!!str ',
    '__proto__',
    'constructor',
    '|',
    '>-',
  ),
  fc.string({ maxLength: 6 }),
);

const SPOILT = fc
  .array(
    fc.record({
      at: fc.nat(SAMPLE_TEXT.length),
      length: fc.nat(12),
      piece: PIECE,
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((edits) =>
    edits.reduce(
      (text, { at, length, piece }) => text.slice(0, at) + piece + text.slice(at + length),
      SAMPLE_TEXT,
    ),
  );

test('a spoilt text is read or refused, never thrown at', () => {
  fc.assert(
    fc.property(SPOILT, (text) => {
      const result = parseScenario(text);
      if (result.ok) return;
      expect(result.issues.length).toBeGreaterThan(0);
      for (const { code, line, column, message, hint } of result.issues) {
        expect(code).toMatch(/^[a-z-]+$/);
        expect(line).toBeGreaterThan(0);
        expect(line).toBeLessThanOrEqual(LINES + 12);
        expect(column).toBeGreaterThan(0);
        expect(message).toMatch(/\.$/);
        expect(hint).toMatch(/\.$/);
      }
    }),
    { numRuns: 300 },
  );
});

const GFN = fc.integer({ min: 0x200, max: 0x207 }).map((gfn) => `0x${gfn.toString(16)}`);
const BITS = fc.constantFrom('', ' A=0', ' X=0', ' A=1 X=0');

/** Mappings that the host allows. */
function mappingsOf(writable: boolean) {
  const states = writable ? ['RO', 'WT', 'WP', 'WC', 'WD'] : ['RO'];
  const spte = fc.tuple(fc.constantFrom(...states), BITS).map((words) => words.join(''));
  return fc.uniqueArray(fc.record({ gfn: GFN, spte }), { selector: ({ gfn }) => gfn });
}

const DOCUMENT = fc
  .record({
    memory: fc
      .boolean()
      .chain((writable) =>
        fc.record({ writable: fc.constant(writable), mappings: mappingsOf(writable) }),
      ),
    stores: fc.array(fc.tuple(fc.constantFrom('load', 'store', 'fetch'), GFN), {
      minLength: 1,
      maxLength: 3,
    }),
    host: fc.tuple(fc.constantFrom('zap', 'clear_young', 'clear_flush_young'), GFN),
    pscStart: fc.boolean(),
  })
  .map(
    ({ memory: { mappings, writable }, stores, host, pscStart }) => `version: 1
id: generated
title: t
summary: s
columns: [{ id: only, title: t, profile: v5.18, layout: v5.19/ept-ad-46 }]
memslots: [{ gfn: 0x200, pages: 8, pfn: 0x9a00, writable: ${writable} }]
mappings: [${mappings.map(({ gfn, spte }) => `{ gfn: ${gfn}, spte: ${spte} }`).join(', ')}]
choices: { pscStart: ${pscStart} }
actors:
  - { vcpu: 0, ops: [${stores.map((words) => words.join(' ')).join(', ')}] }
  - { host: host, ops: [${host.join(' ')}] }
`,
  );

test('what is accepted can be run to its end in any order', () => {
  fc.assert(
    fc.property(DOCUMENT, fc.array(fc.nat(), { minLength: 40, maxLength: 40 }), (text, picks) => {
      const result = parseScenario(text);
      if (!result.ok) throw new Error(JSON.stringify(result.issues));
      const machine = new Machine(result.value.columns[0]!.config);
      for (let n = 0; n < 400; n++) {
        const choices = [0, 1].flatMap((actor) =>
          Array.from({ length: machine.variants(actor) }, (_, variant) => ({ actor, variant })),
        );
        if (choices.length === 0) return;
        machine.step(choices[(picks[n % picks.length] ?? 0) % choices.length]!);
      }
    }),
    { numRuns: 200 },
  );
});
