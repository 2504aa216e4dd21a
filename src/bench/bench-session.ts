/** Steps per second as the page gets them: with their records, texts and diffs. */
import { ColumnRun } from '../session/column-run.ts';
import { formatRate, measure } from './measure.ts';
import { shippedScenarios } from './shipped.ts';

export async function benchSession(): Promise<void> {
  for (const { info, columns, script } of await shippedScenarios()) {
    for (const { info: column, config } of columns) {
      const run = new ColumnRun(config);
      const rate = measure(() => {
        for (let n = 0; n < 100; n++) {
          run.rewindFor([]);
          run.rewindFor(script);
          run.advance(script.length);
        }
        return 100 * script.length;
      });
      console.log(`  recorded steps  ${formatRate(rate)}  ${info.id} ${column.id}`);
    }
  }
}
