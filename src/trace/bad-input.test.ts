/** Files that are not what they should be: what can be read is, the rest is said, and nothing throws. */
import { Readable } from 'node:stream';
import { createGunzip, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Issue } from '../base/result.ts';
import { importTrace, type Chunks, type ImportHooks } from './import-trace.ts';
import { goldenBytes, goldenText } from './testing/golden.ts';
import type { Trace } from './trace.ts';

const RACE = 'part.f1_race/trace.txt.gz';
const BYTES = goldenBytes(RACE);
const TEXT = goldenText(RACE);
const EVENTS = 1388;
const LINES = 1400;
const FINDINGS = 2;

function result(bytes: Uint8Array, hooks: ImportHooks = {}) {
  async function* chunks(): Chunks {
    for (let at = 0; at < bytes.length; at += 4000) {
      await Promise.resolve();
      yield bytes.subarray(at, at + 4000);
    }
  }
  const gunzip = (packed: Chunks): Chunks => Readable.from(packed).pipe(createGunzip());
  return importTrace({ chunks: chunks(), gunzip }, hooks);
}

async function read(bytes: Uint8Array, hooks: ImportHooks = {}): Promise<Trace> {
  const read = await result(bytes, hooks);
  if (!read.ok) throw new Error(read.issues[0]!.message);
  return read.value;
}

async function refusal(bytes: Uint8Array): Promise<Issue> {
  const read = await result(bytes);
  if (read.ok) throw new Error(`It was read, with ${read.value.events.count} events.`);
  return read.issues[0]!;
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function packed(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(gzipSync(bytes));
}

function utf16(text: string, isBigEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(2 * text.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), !isBigEndian);
  return bytes;
}

describe('a file that is cut off', () => {
  test('within its last number has no event, and no finding, of what is left of it', async () => {
    const lastNumber = TEXT.lastIndexOf('new_spte ') + 'new_spte '.length;
    for (let end = lastNumber; end < BYTES.length; end++) {
      const { conformance, events, notes, reader } = await read(BYTES.subarray(0, end));
      expect([events.count, reader.lines]).toEqual([EVENTS - 1, LINES]);
      expect(conformance.findings.length).toBe(FINDINGS);
      expect([notes.endsInLine, notes.misreadCount]).toEqual([true, 0]);
      expect(notes.unreadable.map(({ line }) => line)).toEqual([LINES]);
    }
    expect((await read(BYTES)).notes.unreadableCount).toBe(0);
  });

  test('in the middle gives every line before that', async () => {
    const end = 50_000;
    const { events, notes } = await read(BYTES.subarray(0, end));
    const whole = TEXT.slice(0, end).split('\n').slice(0, -1);
    expect(events.count).toBe(whole.filter((line) => !line.startsWith('#')).length);
    expect(notes.unreadable.map(({ line }) => line)).toEqual([whole.length + 1]);
  });

  test('after one event and no line end is refused, and says why', async () => {
    const [event = ''] = TEXT.split('\n').filter((line) => line.includes('spte_changed'));
    const issue = await refusal(encoded(event));
    expect([issue.code, issue.hint]).toEqual(['no-trace', expect.stringContaining('no line end')]);
  });
});

test('what was begun of a line when reading was cancelled is neither an event nor a fault of the file', async () => {
  let asked = 0;
  const { events, notes, reader } = await read(BYTES, { isCancelled: () => ++asked > 3 });
  expect(events.count).toBe(60);
  expect(reader.lines).toBe(72);
  expect([notes.endsInLine, notes.misreadCount, notes.unreadableCount]).toEqual([false, 0, 0]);
});

describe('a compressed file', () => {
  test('is opened', async () => {
    expect((await read(packed(BYTES))).events.count).toBe(EVENTS);
  });

  test('that is cut off gives the lines before that', async () => {
    const whole = packed(BYTES);
    const { conformance, events, notes, reader } = await read(whole.subarray(0, whole.length >> 1));
    expect(events.count).toBeGreaterThan(100);
    expect(notes.damaged).toMatch(/unexpected end/);
    expect(notes.unreadable.map(({ line }) => line)).toEqual([reader.lines]);
    expect(conformance.findings.length).toBeLessThanOrEqual(FINDINGS);
  });

  test('that is damaged within is read as far as it goes, and lists the lines it spoiled', async () => {
    const spoiled = packed(BYTES);
    spoiled.fill(0x55, spoiled.length >> 1, (spoiled.length >> 1) + 50);
    const { events, notes } = await read(spoiled);
    expect(events.count).toBeGreaterThan(100);
    expect(notes.damaged).toBeDefined();
    expect(notes.unreadable[0]!.line).toBeGreaterThan(100);
  });

  test.each([2, 10, 12])(
    'of which only %i bytes are there has nothing to unpack',
    async (length) => {
      const issue = await refusal(packed(BYTES).subarray(0, length));
      expect([issue.code, issue.message]).toEqual([
        'damaged',
        expect.stringContaining('end early'),
      ]);
    },
  );

  test('with nothing in it is empty', async () => {
    expect((await refusal(packed(new Uint8Array()))).code).toBe('empty');
  });
});

describe('what is no text of a trace', () => {
  const BINARY = Uint8Array.from({ length: 50_000 }, (_, i) => (i * 7919 + (i >> 3)) % 256);
  const DAT = encoded('\x17\x08Dtracing6\0\0\x08\0');

  test.each<[string, Uint8Array, string, RegExp]>([
    ['an empty file', new Uint8Array(), 'empty', /^The file is empty/],
    ['binary data', BINARY, 'no-trace', /^None of its \d+ lines .* line 1: .* line 2: /],
    ['a trace.dat', DAT, 'trace-dat', /trace-cmd report -i trace\.dat > trace\.txt/],
    ['a packed trace.dat', packed(DAT), 'trace-dat', /trace-cmd report/],
    ['UTF-16', utf16(`\ufeff${TEXT}`, false), 'wrong-encoding', /iconv -f UTF-16/],
    ['UTF-16, big-endian', utf16(`\ufeff${TEXT}`, true), 'wrong-encoding', /iconv -f UTF-16/],
    ['packed UTF-16', packed(utf16(`\ufeff${TEXT}`, false)), 'wrong-encoding', /iconv/],
    ['UTF-16 without its mark', utf16(TEXT, false), 'wrong-encoding', /iconv/],
    ['big-endian UTF-16 without it', utf16(TEXT, true), 'wrong-encoding', /iconv/],
    ['a text with headings', encoded('# To buy\n\nmilk\n'), 'no-trace', /line 3: "milk"/],
  ])('%s is refused, and says what to do', async (_what, bytes, code, sentence) => {
    const issue = await refusal(bytes);
    expect(issue.code).toBe(code);
    expect(`${issue.message} ${issue.hint}`).toMatch(sentence);
  });
});

describe('text that another program has saved', () => {
  test.each([
    ['with a mark before UTF-8', `\ufeff${TEXT}`],
    ['with line ends of two characters', TEXT.replaceAll('\n', '\r\n')],
    ['with both', `\ufeff${TEXT.replaceAll('\n', '\r\n')}`],
  ])('%s reads as it would without', async (_how, text) => {
    const plain = await read(BYTES);
    for (const bytes of [encoded(text), packed(encoded(text))]) {
      const { conformance, contexts, events, notes } = await read(bytes);
      expect(events.count).toBe(EVENTS);
      expect(notes.header).toEqual(plain.notes.header);
      expect(contexts.all).toEqual(plain.contexts.all);
      expect(notes.unreadableCount + notes.misreadCount + notes.unknownCount).toBe(0);
      expect(conformance.findings.length).toBe(FINDINGS);
    }
  });

  test('with garbage between its lines lists it, by line, and reads every event', async () => {
    const garbage = [
      '\0\x01\x02 [000] : ',
      'BUG: oops [12',
      '\ufffd\ufffd 1.5: x',
      '~'.repeat(300),
    ];
    const lines = TEXT.trimEnd().split('\n');
    const mixed = lines.flatMap((line, i) =>
      i % 2 === 0 ? [line] : [line, garbage[(i >> 1) % 4]],
    );
    const { conformance, events, notes, reader } = await read(encoded(`${mixed.join('\n')}\n`));
    expect([events.count, notes.unreadableCount]).toEqual([EVENTS, LINES / 2]);
    expect(reader.lines).toBe(mixed.length);
    const expected = Array.from({ length: LINES / 2 }, (_, i) => 3 * i + 3);
    expect(notes.unreadable.map(({ line }) => line)).toEqual(expected);
    expect(conformance.findings.length).toBe(FINDINGS);
  });
});
