import type { Issue } from '../base/result.ts';
import { suggestWord } from './did-you-mean.ts';

/** Somebody asked for a scenario that is not shipped: an old link, or a slip. */
export function unknownScenario(id: string, known: readonly string[]): Issue {
  return {
    code: 'unknown-scenario',
    path: 'scenario',
    message: `There is no scenario "${id}".`,
    hint: suggestWord(id, known),
  };
}
