import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MEASURED } from './measured.ts';

/** What a file looks at that measures. */
const CLOCKS =
  /from '\.\/(?:main-thread|long-tasks)\.ts'|paintSamples|longtask|setCPUThrottlingRate|sptescope:idle|Date\.now|performance\.now/;

test('what measures is run alone, and nothing else is', async () => {
  const names = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.e2e.ts'));
  const measuring: string[] = [];
  for (const name of names) {
    if (name === 'measured.e2e.ts') continue;
    const text = await readFile(join(import.meta.dirname, name), 'utf8');
    if (CLOCKS.test(text)) measuring.push(`e2e/${name}`);
  }
  expect(measuring.sort()).toEqual(MEASURED);
});
