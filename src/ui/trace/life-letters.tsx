import type { LifeMoment } from '../../protocol/trace.ts';
import { useTraceState } from '../../state/trace/trace-port.ts';
import { ALL_LETTERS, letters } from '../../view/spte/letters.ts';
import { LetterRow } from '../machine/letter-row.tsx';

/** What became of the bits in a moment of a life: set ones framed, cleared ones struck. */
export function LifeLetters({ kind, new: after, old }: LifeMoment) {
  const layout = useTraceState(({ opened }) => opened?.layout ?? null);
  if (layout === null || after === null) return null;
  const write = old === null || kind === 'split' ? undefined : { old, new: after, seen: null };
  return <LetterRow tight letters={letters({ layout, spte: after, names: ALL_LETTERS, write })} />;
}
