import { useEffect, useMemo, useState } from 'react';
import { useActions } from '../../state/workbench-context.ts';
import { useCompare, useCompareState } from './compare-context.ts';
import type { CompareCommands } from './compare-keys.ts';

/** Time a moment stays on screen when it is played. */
const MOMENT_MS = 900;

/** What keys and buttons do, in one place. */
export function useCompareCommands(close: () => void): {
  readonly commands: CompareCommands;
  readonly playing: boolean;
} {
  const { actions, store } = useCompare();
  const page = useActions();
  const [playing, setPlaying] = useState(false);
  usePlayback(playing, () => setPlaying(false));
  const commands = useMemo((): CompareCommands => {
    /** Whoever moves by hand takes over from the playback. */
    const byHand: CompareCommands['actions'] = {
      ...actions,
      goTo: (position) => {
        setPlaying(false);
        actions.goTo(position);
      },
      goToDifference: (direction) => {
        setPlaying(false);
        actions.goToDifference(direction);
      },
      goToFirstDifference: () => {
        setPlaying(false);
        actions.goToFirstDifference();
      },
    };
    return {
      actions: byHand,
      state: store.getState,
      close,
      toggle: () => setPlaying((now) => !now),
      swap: () => {
        const { plan } = store.getState();
        if (plan === null) return;
        const { left, otherRun, right, run } = plan;
        const runs = otherRun === null ? { run, otherRun } : { run: otherRun, otherRun: run };
        void actions.change({ left: right, right: left, ...runs });
      },
      copyLink: () => {
        const said = (text: string) => () => page.notify({ tone: 'info', text, issues: [] });
        navigator.clipboard
          .writeText(window.location.href)
          .then(
            said('The link is in the clipboard.'),
            said('The browser refuses: the link is in the address bar.'),
          );
      },
    };
  }, [actions, store, close, page]);
  return { commands, playing };
}

function usePlayback(playing: boolean, onEnd: () => void): void {
  const { actions, store } = useCompare();
  const position = useCompareState((state) => state.position);
  const last = useCompareState(({ comparison }) => comparison?.moments.length ?? 0);
  const atEnd = position >= last;
  useEffect(() => {
    if (!playing) return undefined;
    if (atEnd) {
      onEnd();
      return undefined;
    }
    const timer = setTimeout(() => actions.goTo(store.getState().position + 1), MOMENT_MS);
    return () => clearTimeout(timer);
  }, [playing, atEnd, position, actions, store, onEnd]);
}
