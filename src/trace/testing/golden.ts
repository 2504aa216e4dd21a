/** Parts of real traces, with dumps of the memory they speak of. */
import { readFileSync, readdirSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Trace, type LayoutChoice } from '../trace.ts';

const FOLDER = new URL('../__golden__/', import.meta.url);

export function goldenBytes(path: string): Uint8Array {
  const bytes = readFileSync(new URL(path, FOLDER));
  return new Uint8Array(path.endsWith('.gz') ? gunzipSync(bytes) : bytes);
}

export function goldenText(path: string): string {
  return new TextDecoder().decode(goldenBytes(path));
}

/** Names of the folders with dumps. */
export const SCENARIOS = readdirSync(FOLDER).filter((name) => name.startsWith('linux-'));

export interface GoldenDump {
  readonly step: number;
  /** `L1 gfn 1000` to what follows. */
  readonly entries: ReadonlyMap<string, { readonly spte: bigint; readonly kind: string }>;
}

export function dumpsOf(scenario: string): readonly GoldenDump[] {
  return readdirSync(new URL(`${scenario}/`, FOLDER))
    .filter((name) => name.startsWith('dump_'))
    .sort()
    .map((name) => ({
      step: Number(/\d+/.exec(name)?.[0]),
      entries: entriesOfDump(goldenText(`${scenario}/${name}`)),
    }));
}

export function entriesOfDump(text: string): GoldenDump['entries'] {
  const lines = text.split('\n').filter((line) => line.startsWith('L'));
  return new Map(
    lines.map((line) => {
      const [level = '', , gfn = '', , spte = '', kind = ''] = line.split(' ');
      return [`${level} gfn ${gfn}`, { spte: BigInt(`0x${spte}`), kind }];
    }),
  );
}

export function traceOf(
  text: string | Uint8Array,
  choice: LayoutChoice = {},
  chunkBytes = 1 << 16,
): Trace {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const trace = new Trace(choice);
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    trace.feed(bytes.subarray(at, at + chunkBytes));
  }
  trace.finish();
  return trace;
}

export function goldenTrace(scenario: string): Trace {
  return traceOf(goldenBytes(`${scenario}/trace.txt.gz`));
}

/** The lines of a trace that are events, as the kernel printed them. */
export function eventLines(text: string): readonly string[] {
  return text.split('\n').filter((line) => / \[\d+\] .*: \w+: /.test(line));
}
