import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Tests of the built site in a real browser: run `npm run build` first. One browser at a time. */
export default defineConfig({
  root: resolve(import.meta.dirname, '..'),
  test: {
    environment: 'node',
    include: ['e2e/**/*.e2e.ts'],
    fileParallelism: false,
    passWithNoTests: false,
    allowOnly: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
