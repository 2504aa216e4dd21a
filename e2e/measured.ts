/** Files that measure how long something takes: another browser beside them would be measured, too. */
export const MEASURED = [
  'e2e/compare-at-length.e2e.ts',
  'e2e/paint.e2e.ts',
  'e2e/smoke.e2e.ts',
  'e2e/trace-map.e2e.ts',
];
