import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textOf } from './ascii.ts';
import { ByteScanner } from './byte-scanner.ts';
import { fileKind, refusalOf } from './file-kind.ts';
import { InternedBytes, hashBytes } from './interned-bytes.ts';
import { LineSplitter } from './line-splitter.ts';
import { otherLine } from './other-lines.ts';

const encoder = new TextEncoder();

function scannerOf(text: string): ByteScanner {
  const scanner = new ByteScanner();
  scanner.bytes = encoder.encode(text);
  scanner.end = scanner.bytes.length;
  return scanner;
}

test('numbers of 64 bits are read, in either base', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.boolean(), (value, prefixed) => {
      const scanner = scannerOf(`${prefixed ? '0x' : ''}${value.toString(16)} `);
      expect(scanner.readHex()).toBe(true);
      expect((BigInt(scanner.hi) << 32n) | BigInt(scanner.lo)).toBe(value);
    }),
  );
  fc.assert(
    fc.property(fc.nat(2 ** 49), (value) => {
      const scanner = scannerOf(String(value));
      expect(scanner.readDecimal()).toBe(true);
      expect(scanner.hi * 2 ** 32 + scanner.lo).toBe(value);
    }),
  );
});

test.each(['', 'g', '0x', '10000000000000000'])(
  '"%s" is no hexadecimal number of 64 bits',
  (text) => {
    const scanner = scannerOf(text);
    const read = scanner.readHex();
    expect(read && scanner.done).toBe(false);
  },
);

test('lines are the same, whatever the chunks', () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\r'), maxLength: 9 });
  fc.assert(
    fc.property(
      fc.array(line),
      fc.boolean(),
      fc.integer({ min: 1, max: 20 }),
      (lines, ends, size) => {
        const text = lines.join('\n') + (ends ? '\n' : '');
        const found: string[] = [];
        const splitter = new LineSplitter((bytes, start, end) => {
          found.push(textOf(bytes.subarray(start, end)));
        });
        const bytes = encoder.encode(text);
        for (let at = 0; at < bytes.length; at += size)
          splitter.feed(bytes.subarray(at, at + size));
        splitter.finish();
        const expected = text.split('\n').map((each) => each.replace(/\r$/, ''));
        if (text === '' || text.endsWith('\n')) expected.pop();
        expect(found).toEqual(expected);
      },
    ),
  );
});

test('byte strings keep their numbers while more come', () => {
  const interned = new InternedBytes();
  const intern = (text: string): number => {
    const bytes = encoder.encode(text);
    return interned.intern(bytes, 0, bytes.length, hashBytes(bytes, 0, bytes.length));
  };
  const ids = Array.from({ length: 2000 }, (_, i) => intern(`name-${i}`));
  expect(ids).toEqual(ids.map((_, i) => i));
  expect(Array.from({ length: 2000 }, (_, i) => intern(`name-${i}`))).toEqual(ids);
});

test('text is UTF-8, and bytes that are none are shown as such', () => {
  expect(textOf(encoder.encode('kt é 漢 🐢'))).toBe('kt é 漢 🐢');
  expect(textOf(Uint8Array.of(0x61, 0xff, 0xc3, 0x62))).toBe('a\ufffd\ufffdb');
});

describe('a file by its first bytes', () => {
  test.each([
    [[0x1f, 0x8b, 8], 'gzip'],
    [[...encoder.encode('# tracer: nop')], 'text'],
    [[0x17, 0x08, 0x44, ...encoder.encode('tracing6')], 'refused'],
    [[0xff, 0xfe, 0x23, 0], 'refused'],
    [[0x28, 0xb5, 0x2f, 0xfd], 'refused'],
  ])('%s is %s', (bytes, kind) => {
    const first = Uint8Array.from(bytes);
    expect(fileKind(first)).toBe(kind);
    expect(refusalOf(first) !== undefined).toBe(kind === 'refused');
  });
});

test.each([
  ['# tracer: nop', 'header'],
  ['cpus=2', 'header'],
  ['', 'header'],
  ['CPU:0 [LOST 97 EVENTS]', 'lost'],
  ['CPU:1 [EVENTS DROPPED]', 'lost'],
  ['##### CPU 1 buffer started ####', 'buffer-started'],
  ['something else', 'unreadable'],
])('"%s" is a line of the kind %s', (text, kind) => {
  expect(otherLine(text).kind).toBe(kind);
});
