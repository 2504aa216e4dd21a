/** Has the selected SPTE's changes counted, as soon as its column has been searched. */
import { useEffect, useState } from 'react';
import type { ChangesReply, ExploredReply } from '../../protocol/explore.ts';
import type { StatesDone } from '../../state/exploration-slice.ts';
import { useWorkbenchState } from '../../state/workbench-context.ts';

export interface Counting {
  /** Null until it is there. */
  readonly reply: ChangesReply | null;
  readonly progress: StatesDone | null;
  /** The column has not been searched yet: there is nothing to count in. */
  readonly waits: boolean;
}

interface Found {
  /** What it was asked of. */
  readonly of: string;
  readonly searched: ExploredReply | undefined;
  readonly reply: ChangesReply | null;
  readonly progress: StatesDone | null;
}

const NOTHING: Found = { of: '', searched: undefined, reply: null, progress: null };

export function useCounting({ gfn, level }: { gfn: number; level: number }): Counting {
  const column = useWorkbenchState((state) => state.column);
  const searched = useWorkbenchState((state) => state.explored[state.column]);
  const explorer = useWorkbenchState((state) => state.explorer);
  const [found, setFound] = useState(NOTHING);
  const of = `${column} ${gfn}:${level}`;
  useEffect(() => {
    if (searched === undefined || explorer === null) return undefined;
    const given = new AbortController();
    const onStates = (progress: StatesDone): void =>
      setFound({ of, searched, reply: null, progress });
    const how = { signal: given.signal, onStates };
    void explorer.countChanges({ column, gfn, level }, how).then((reply) => {
      if (reply !== null) setFound({ of, searched, reply, progress: null });
    });
    return () => given.abort();
  }, [of, column, gfn, level, searched, explorer]);
  const isMine = searched !== undefined && found.of === of && found.searched === searched;
  const { progress, reply } = isMine ? found : NOTHING;
  return { reply, progress, waits: searched === undefined };
}
