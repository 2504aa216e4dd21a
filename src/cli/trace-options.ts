/** What the options of `trace` ask for, checked. */
import { fail, ok, type Issue, type Result } from '../base/result.ts';
import { LAYOUTS, findLayout } from '../engine/layout/registry.ts';
import { suggestWord } from '../scenario/did-you-mean.ts';
import type { LayoutChoice } from '../trace/trace.ts';

const GFN = /^(?:0x)?([\da-f]{1,10})$/i;

/** Hexadecimal, as the kernel prints it. */
export function parseGfn(text: string | undefined): Result<number | undefined> {
  if (text === undefined) return ok(undefined);
  const digits = GFN.exec(text)?.[1];
  if (digits === undefined) return fail([badGfn(text)]);
  return ok(Number.parseInt(digits, 16));
}

/** Roots are numbered from 1. */
export function parseRoot(text: string | undefined, count: number): Result<number | undefined> {
  if (text === undefined) return ok(undefined);
  const root = /^\d+$/.test(text) ? Number(text) : 0;
  return root >= 1 && root <= count ? ok(root) : fail([badRoot(text, count)]);
}

export function parseChoice(options: Readonly<Record<string, string>>): Result<LayoutChoice> {
  const { layout: id, levels } = options;
  const layout = id === undefined ? undefined : findLayout(id);
  if (id !== undefined && layout === undefined) return fail([badLayout(id)]);
  if (levels !== undefined && levels !== '4' && levels !== '5') return fail([badLevels(levels)]);
  return ok({ layout, rootLevel: levels === undefined ? undefined : Number(levels) });
}

function badGfn(text: string): Issue {
  return {
    code: 'bad-gfn',
    path: '',
    message: `"${text}" is no gfn.`,
    hint: 'Give it in hexadecimal, as the trace has it: --gfn 1000',
  };
}

function badRoot(text: string, count: number): Issue {
  return {
    code: 'bad-root',
    path: '',
    message: `There is no root ${text}.`,
    hint: `The trace shows ${count}, numbered from 1; --at lists those alive beside the one printed.`,
  };
}

function badLayout(id: string): Issue {
  return {
    code: 'unknown-layout',
    path: '',
    message: `There is no layout "${id}".`,
    hint: suggestWord(
      id,
      LAYOUTS.map((layout) => layout.id),
    ),
  };
}

function badLevels(levels: string): Issue {
  return {
    code: 'bad-levels',
    path: '',
    message: `Page tables have 4 or 5 levels, not ${levels}.`,
    hint: 'Leave --levels out to have them detected.',
  };
}
