/**
 * A step in a few plain words: who did what, and what came of it. The explanation has these first and says
 * why it matters after them; that is left out where the step itself is all that is wanted.
 */
import type { AccessKind } from '../../protocol/run.ts';

/** What stands behind the colon is what came of it. For all others it is why that matters. */
const RESULT_BEHIND_COLON: ReadonlySet<AccessKind> = new Set([
  'none',
  'tlb',
  'guest-memory',
  'spte-assist',
  'host-pte',
  'rcu-unlock',
  'userspace',
  'seq',
  'track',
  'external',
  'flush',
  'request',
  'mode',
  'spte-cas-failed',
]);

/** Of an explanation that begins with the name of the actor. */
export function shortWords(
  explanation: string,
  { access, program }: { readonly access: AccessKind; readonly program: string },
): string {
  const [sentence = explanation] = explanation.split(/(?<=[^.])\.(?=\s|$)/, 1);
  const walks = access === 'spte-load' && program === 'vcpu_access';
  const told =
    walks || RESULT_BEHIND_COLON.has(access)
      ? sentence
      : (sentence.split(/(?:: |; )(?![^(]*\))/, 1)[0] ?? sentence);
  return told.replace(
    /, (and goes by that copy|which hands it what memory really held|so .*)$/,
    '',
  );
}
