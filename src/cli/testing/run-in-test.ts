/** Runs the command line in a test, with what it prints as strings, and files to give it. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../run-cli.ts';
import type { RunJson } from '../../view/export/run-json.ts';
import type { Verb } from '../verb.ts';

export interface CliRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export async function run(argv: readonly string[], verbs?: readonly Verb[]): Promise<CliRun> {
  let out = '';
  let err = '';
  const streams = {
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
  };
  const code = await runCli(argv, streams, verbs);
  return { code, out, err };
}

export async function replayJson(...argv: readonly string[]): Promise<RunJson> {
  const { out } = await run(['replay', ...argv, '--json']);
  return JSON.parse(out) as RunJson;
}

/** A new folder for the files of one test file; the caller removes it. */
export function makeFolder(): {
  readonly path: string;
  fileWith(name: string, text: string): string;
} {
  const path = mkdtempSync(join(tmpdir(), 'sptescope-'));
  const fileWith = (name: string, text: string): string => {
    const file = join(path, name);
    writeFileSync(file, text);
    return file;
  };
  return { path, fileWith };
}
