/**
 * What can be said to the session and what can be seen of it: apart from the machine itself, which is
 * loaded when somebody plays, or when the engine crashes.
 */

/** What opening led to; see OpenOutcome in state/. */
export type SessionOutcome = 'opened' | 'kept' | 'refused' | 'crashed' | 'stale';
export type SessionStep = 'moved' | 'violated' | 'ended' | 'crashed';

/** Something to open; what it is only the provided actor knows. */
export type Opening = () => Promise<SessionOutcome>;
/** Where to come back to after a crash. */
export type Recovery = 'same-run' | 'story';

export const SPEEDS = [
  { id: 'slow', title: '½×', delay: 2000 },
  { id: 'normal', title: '1×', delay: 1000 },
  { id: 'fast', title: '2×', delay: 500 },
  { id: 'faster', title: '4×', delay: 250 },
] as const;
export type SpeedId = (typeof SPEEDS)[number]['id'];

export type SessionEvent =
  | { readonly type: 'open'; readonly opening: Opening }
  | { readonly type: 'play' }
  | { readonly type: 'pause' }
  | { readonly type: 'toggle' }
  | { readonly type: 'speed'; readonly speed: SpeedId }
  | { readonly type: 'crashed' }
  | { readonly type: 'restart' };

/** What the page shows of the session. */
export interface SessionView {
  /** Something is open, and can be stepped. */
  readonly ready: boolean;
  readonly playing: boolean;
  readonly speed: SpeedId;
  /** The engine is being started anew. */
  readonly restarting: boolean;
  /** It crashed too often, and waits for the reader. */
  readonly stuck: boolean;
}

export const SPEED_USUAL: SpeedId = 'normal';
