import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { slowFirst } from '../scripts/slow-first.ts';
import { MEASURED } from './measured.ts';

const ALL = ['e2e/**/*.e2e.ts'];

/** They go through every view, or draw every story. */
const SLOW = [
  'e2e/access-views.e2e.ts',
  'e2e/keyboard.e2e.ts',
  'e2e/gallery.e2e.ts',
  'e2e/offline.e2e.ts',
];

/**
 * Tests of the built site in a real browser: run `npm run build` first. Two browsers at a time; then those
 * that measure, one after the other.
 */
export default defineConfig({
  root: resolve(import.meta.dirname, '..'),
  test: {
    environment: 'node',
    passWithNoTests: false,
    allowOnly: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 10_000 } },
    sequence: { sequencer: slowFirst(SLOW) },
    projects: [
      {
        extends: true,
        test: {
          name: 'two at a time',
          include: ALL,
          exclude: MEASURED,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: MEASURED, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
