/** An SPTE as it is named on the command line: `0x205`, `205:1`, as links have it. */
import { fail, ok, type Result } from '../base/result.ts';
import type { CountedSpte } from '../explorer/count-changes.ts';

export function readSpteOption(text: string | undefined): Result<CountedSpte | null> {
  if (text === undefined) return ok(null);
  const [, gfn, level = '1'] = /^(?:0x)?([0-9a-f]{1,9})(?::([1-4]))?$/i.exec(text) ?? [];
  if (gfn !== undefined) return ok({ gfn: Number.parseInt(gfn, 16), level: Number(level) });
  return fail([
    {
      code: 'bad-spte',
      path: 'spte',
      message: `"${text}" is no SPTE.`,
      hint: 'Write a gfn in hexadecimal, and the level unless it is 1: 0x205, or 0x200:2.',
    },
  ]);
}
