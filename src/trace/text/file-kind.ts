/** What a file is, by its first bytes; a trace's text has no mark of its own. */
import type { Issue } from '../../base/result.ts';
import { bytesOf } from './ascii.ts';

export type FileKind = 'text' | 'gzip' | 'refused';

interface Signature {
  readonly magic: Uint8Array;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

const UTF16 = {
  code: 'wrong-encoding',
  message: 'This is text in UTF-16, which no tracer writes.',
  hint: 'Save it as UTF-8 or ASCII: iconv -f UTF-16 -t UTF-8 trace.txt > trace-utf8.txt',
};

const SIGNATURES: readonly Signature[] = [
  {
    magic: bytesOf('\x17\x08\x44tracing'),
    code: 'trace-dat',
    message: 'This is a trace.dat of trace-cmd: its binary form, which only trace-cmd reads.',
    hint: 'Make text of it and open that: trace-cmd report -i trace.dat > trace.txt',
  },
  {
    magic: bytesOf('PERFILE2'),
    code: 'perf-data',
    message: 'This is a perf.data: the binary form of perf.',
    hint: 'Make text of it and open that: perf script -i perf.data > trace.txt',
  },
  {
    magic: bytesOf('\xfd7zXZ\0'),
    code: 'compressed',
    message: 'This is compressed by xz, which a browser cannot open.',
    hint: 'Unpack it first (xz -d), or compress it with gzip.',
  },
  {
    magic: bytesOf('\x28\xb5\x2f\xfd'),
    code: 'compressed',
    message: 'This is compressed by zstd, which a browser cannot open.',
    hint: 'Unpack it first (zstd -d), or compress it with gzip.',
  },
  {
    magic: bytesOf('BZh'),
    code: 'compressed',
    message: 'This is compressed by bzip2, which a browser cannot open.',
    hint: 'Unpack it first (bunzip2), or compress it with gzip.',
  },
  {
    magic: bytesOf('PK\x03\x04'),
    code: 'compressed',
    message: 'This is a zip archive.',
    hint: 'Unpack it, and open the text in it.',
  },
  { magic: bytesOf('\xff\xfe'), ...UTF16 },
  { magic: bytesOf('\xfe\xff'), ...UTF16 },
];

const GZIP = bytesOf('\x1f\x8b');

function startsWith(bytes: Uint8Array, magic: Uint8Array): boolean {
  return bytes.length >= magic.length && magic.every((byte, i) => bytes[i] === byte);
}

export function fileKind(first: Uint8Array): FileKind {
  if (startsWith(first, GZIP)) return 'gzip';
  return refusalOf(first) === undefined ? 'text' : 'refused';
}

/** ASCII in two bytes a letter: every other one is 0, and only these. */
function isUnmarkedUtf16(first: Uint8Array): boolean {
  return (
    first.length >= 4 &&
    [0, 1].some((parity) => first.every((byte, i) => (byte === 0) === (i % 2 === parity)))
  );
}

/** Why a file that begins so is no trace's text, and what to do about it. */
export function refusalOf(first: Uint8Array): Issue | undefined {
  const found =
    SIGNATURES.find(({ magic }) => startsWith(first, magic)) ??
    (isUnmarkedUtf16(first) ? UTF16 : undefined);
  if (found === undefined) return undefined;
  const { code, hint, message } = found;
  return { code, path: '', message, hint };
}
