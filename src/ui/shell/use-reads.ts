import { useWorkbenchState } from '../../state/workbench-context.ts';
import { useMedia } from './use-media.ts';

/** Too narrow, or too low, for regions side by side: also a wide window at 200 % zoom. */
const NO_ROOM = '(width < 900px), (height < 500px)';

/** Is the story read, one part of the page at a time: for want of room, or as the reader wants it? */
export function useReads(): boolean {
  const noRoom = useMedia(NO_ROOM);
  const byHand = useWorkbenchState(({ reading }) => reading);
  return noRoom || byHand;
}
