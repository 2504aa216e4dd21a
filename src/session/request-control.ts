import type { Progress } from '../protocol/messages.ts';

/** How long work is watched and stopped. */
export interface RequestControl {
  readonly cancelled: () => boolean;
  readonly onProgress: (progress: Progress) => void;
  /** Lets messages in between two slices. */
  readonly pause: () => Promise<void>;
  /** Steps of a slice, where it should not be the usual number. */
  readonly sliceSteps?: number;
}

export const NO_CONTROL: RequestControl = {
  cancelled: () => false,
  onProgress: () => undefined,
  pause: () => Promise.resolve(),
};
