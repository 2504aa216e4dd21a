/** What a beat runs: `zap 7`, `vcpu0`, or `vcpu0~1 2` (two steps that take alternative 1). */
import type { ScheduleStep } from '../engine/schedule-text.ts';
import { suggestWord } from './did-you-mean.ts';
import type { Parsed } from './operation-text.ts';

const RUN = /^\s*([a-z][a-z0-9_-]*)(?:~(\d{1,2}))?(?:\s+(\d{1,5}))?\s*$/;

export interface RunText {
  readonly step: ScheduleStep;
  readonly count: number;
}

export function parseRunText(text: string, actorIds: readonly string[]): Parsed<RunText> {
  const [, name, variant = '0', count = '1'] = RUN.exec(text) ?? [];
  if (name === undefined || Number(count) === 0) {
    return {
      complaint: {
        code: 'bad-run',
        message: `"${text}" does not say who runs and how many steps.`,
        hint: `Write an actor and a number of steps, like ${actorIds[0] ?? 'vcpu0'} 3.`,
      },
    };
  }
  const actor = actorIds.indexOf(name);
  if (actor < 0) {
    return {
      complaint: {
        code: 'unknown-actor',
        message: `There is no actor "${name}".`,
        hint: suggestWord(name, actorIds),
      },
    };
  }
  return { value: { step: { actor, variant: Number(variant) }, count: Number(count) } };
}
