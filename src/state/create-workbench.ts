/** Puts the store together: slices of data and their actions over one engine. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EngineClient } from '../client/engine-client.ts';
import type { TextDeflater } from '../link/source-text.ts';
import { Activity } from './activity.ts';
import { createNoticeActions } from './create-notice-slice.ts';
import { createRunActions, EMPTY_RUN_SLICE } from './create-run-slice.ts';
import { createUiActions, readTheme } from './create-ui-slice.ts';
import { NOTHING_EXPLORED } from './exploration-slice.ts';
import { LinkSync, type LinkPlace } from './link-sync.ts';
import { readOwnKeys } from './own-keys.ts';
import type { PageStorage } from './page-storage.ts';
import { createPictureSelector, type PictureSelector } from './picture-selector.ts';
import { RememberedRuns } from './remembered-runs.ts';
import { RunDriver, type StoreAccess } from './run-driver.ts';
import { Serial } from './serial.ts';
import type { WorkbenchState } from './workbench-state.ts';

export interface WorkbenchDeps {
  readonly client: EngineClient;
  readonly place: LinkPlace;
  readonly storage: PageStorage;
  readonly deflater: TextDeflater;
}

export interface Workbench {
  readonly store: StoreApi<WorkbenchState>;
  /** The state of the selected column at the position; one mirror for the whole page. */
  readonly selectPicture: PictureSelector;
  readonly storage: PageStorage;
  readonly client: EngineClient;
  readonly remembered: RememberedRuns;
  /** Work that tests wait for. */
  readonly during: <T>(work: Promise<T>) => Promise<T>;
  /** Resolves when no request is under way, with the address up to date. */
  readonly whenIdle: () => Promise<void>;
}

export function createWorkbench({ client, place, storage, deflater }: WorkbenchDeps): Workbench {
  const activity = new Activity();
  const remembered = new RememberedRuns(storage);
  const link: LinkSync = new LinkSync(place, (): WorkbenchState => store.getState());
  const store: StoreApi<WorkbenchState> = createStore<WorkbenchState>()((set, get) => {
    const access: StoreAccess = { get, set };
    const driver = new RunDriver(client, access, activity);
    const serial = new Serial(activity);
    return {
      ...EMPTY_RUN_SLICE,
      ...NOTHING_EXPLORED,
      theme: readTheme(storage),
      dialog: null,
      ownKeys: readOwnKeys(storage),
      runsKept: true,
      decoderLink: null,
      view: null,
      viewLink: null,
      reading: storage.read('reading') === true,
      shown: null,
      notices: [],
      actions: {
        ...createRunActions(access, { client, driver, serial, link, deflater, remembered }),
        ...createUiActions(access, { storage, link }),
        ...createNoticeActions(access),
      },
    };
  });
  store.subscribe((state, before) => {
    if (linkChanged(state, before)) link.later();
    if (
      state.opened !== null &&
      state.opened === before.opened &&
      state.branches !== before.branches
    ) {
      const runsKept = remembered.remember(state.opened, state.branches);
      if (runsKept !== state.runsKept) store.setState({ runsKept });
    }
    if (before.runsKept && !state.runsKept)
      void import('./say-not-kept.ts').then(({ sayNotKept }) => sayNotKept(state));
  });
  return {
    store,
    selectPicture: createPictureSelector(),
    storage,
    client,
    remembered,
    during: (work) => activity.during(work),
    whenIdle: async () => {
      await activity.whenIdle();
      link.flush();
    },
  };
}

function linkChanged(state: WorkbenchState, before: WorkbenchState): boolean {
  return (
    state.opened !== before.opened ||
    state.schedule !== before.schedule ||
    state.position !== before.position ||
    state.column !== before.column ||
    state.selection !== before.selection ||
    state.shown !== before.shown ||
    state.explorePanel !== before.explorePanel ||
    state.decoderLink !== before.decoderLink ||
    state.viewLink !== before.viewLink
  );
}
