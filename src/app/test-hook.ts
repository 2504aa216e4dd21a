/**
 * What tests in a real browser hold on to instead of sleeping and of reading pixels. Always there: it
 * costs nothing, and the site that is tested is the site that is shipped.
 *
 *   __sptescope.whenIdle()      resolves when no request to the engine is under way and the address
 *                               bar is up to date
 *   __sptescope.digest()        digest of the state on screen: selected column, current position
 *   __sptescope.violates()      whether a property is violated up to there; the card that says so comes late
 *   __sptescope.paintSamples()  milliseconds from a key press or click to the painted frame that
 *                               shows the step it made, one per step; there once the page has settled
 *   __sptescope.crash()         makes the engine fail an assertion
 */
import type { EngineClient } from '../client/engine-client.ts';
import type { Workbench } from '../state/create-workbench.ts';
import { selectDigest, selectViolation } from '../state/run-selectors.ts';

export interface TestHook {
  whenIdle(): Promise<void>;
  digest(): string;
  violates(): boolean;
  paintSamples?(): number[];
  crash(): Promise<void>;
}

declare global {
  interface Window {
    __sptescope?: TestHook;
  }
}

export function installTestHook({ store, whenIdle }: Workbench, client: EngineClient): void {
  window.__sptescope = {
    whenIdle,
    digest: () => selectDigest(store.getState()),
    violates: () => selectViolation(store.getState()) !== null,
    crash: async () => {
      const reply = await client.request<'crash'>({ type: 'crash' });
      if (reply.type !== 'crashed') return;
      const crash = { message: reply.message, repro: reply.repro };
      store.setState({ crash, lastCrash: crash });
    },
  };
}
