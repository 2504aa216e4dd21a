/**
 * Answers the page around an embedded one. Requests are done one after the other, each is answered once,
 * and whoever has asked anything is told when the picture changes.
 */
import type { Issue } from '../../base/result.ts';
import type { Workbench } from '../../state/create-workbench.ts';
import type { OpenOutcome } from '../../state/workbench-state.ts';
import type { SessionPort } from '../../ui/shell/session-context.ts';
import type { AnswerType } from './answer-types.ts';
import { EMBED_PROTOCOL, REQUEST_TYPES, readMessage, type EmbedRequest } from './embed-request.ts';
import { embedState } from './embed-state.ts';

/** Beyond this many that wait, the sender does not listen to answers. */
export const WAITING_MAX = 100;

export interface EmbedDeps {
  readonly workbench: Workbench;
  readonly session: SessionPort;
  readonly version: string;
  readonly mode: string;
}

export function openEmbedPort(deps: EmbedDeps): void {
  const { parent } = window;
  if (parent === window) return; // nobody is around
  const port = new EmbedPort(deps, parent);
  window.addEventListener('message', (event) => {
    if (event.source === parent) port.receive(event);
  });
  // Says nothing of what is shown: everybody may hear it.
  const type: AnswerType = 'ready';
  parent.postMessage({ sptescope: EMBED_PROTOCOL, type, version: deps.version }, '*');
}

class EmbedPort {
  readonly #deps: EmbedDeps;
  readonly #parent: Window;
  #origin: string | null = null;
  #tail: Promise<void> = Promise.resolve();
  #waiting = 0;
  /** The last state told, so that the same is not told twice. */
  #told = '';

  constructor(deps: EmbedDeps, parent: Window) {
    this.#deps = deps;
    this.#parent = parent;
    deps.workbench.store.subscribe(() => {
      if (this.#origin !== null && this.#waiting === 0) this.#tellState(null);
    });
  }

  receive({ data, origin }: MessageEvent): void {
    const message = readMessage(data);
    if (message === null) return;
    this.#origin = origin === 'null' ? '*' : origin; // a page without an origin can only be told so
    const { id, request } = message;
    if (!request.ok) {
      this.#refuse(id, request.issues);
    } else if (this.#waiting >= WAITING_MAX) {
      this.#refuse(id, [BUSY]);
    } else {
      this.#waiting += 1;
      this.#tail = this.#tail.then(() => this.#answer(request.value));
    }
  }

  async #answer(request: EmbedRequest): Promise<void> {
    const { id } = request;
    try {
      const issues = await this.#do(request);
      await this.#deps.workbench.whenIdle();
      if (issues.length > 0) this.#refuse(id, issues);
      else if (request.type === 'ping') this.#pong(request);
      else this.#tellState(id, { always: true });
    } catch {
      this.#refuse(id, [FAILED]); // what crashed has been said in the page, too
    } finally {
      this.#waiting -= 1;
    }
  }

  /** What is in the way; nothing mostly. */
  async #do(request: EmbedRequest): Promise<readonly Issue[]> {
    const { actions } = this.#deps.workbench.store.getState();
    switch (request.type) {
      case 'ping':
        return [];
      case 'state':
        return [];
      case 'load':
        return this.#load(request.link);
      case 'goto':
        await actions.goTo(request.position);
        return [];
      case 'step':
        return request.actor === null
          ? this.#step(request.count)
          : this.#stepActor(request.actor, request.count);
    }
  }

  async #step(count: number): Promise<readonly Issue[]> {
    const { actions } = this.#deps.workbench.store.getState();
    for (let n = 0; n < count; n++) {
      const outcome = await actions.stepNext();
      if (outcome === 'ended' || outcome === 'crashed') break;
    }
    for (let n = 0; n < -count; n++) await actions.back();
    return [];
  }

  async #stepActor(id: string, count: number): Promise<readonly Issue[]> {
    const { actions, opened } = this.#deps.workbench.store.getState();
    const actor = opened?.actors.findIndex((one) => one.id === id) ?? -1;
    if (actor < 0) {
      const known = opened?.actors.map((one) => one.id).join(', ') ?? 'none';
      return [
        {
          code: 'embed-actor',
          path: 'actor',
          message: `There is no actor "${id.slice(0, 40)}".`,
          hint: `There are ${known}.`,
        },
      ];
    }
    for (let n = 0; n < count; n++) await actions.moveActor(actor);
    return [];
  }

  /** The same way as a link in the address; what is wrong with it is said in the page as well. */
  async #load(link: string): Promise<readonly Issue[]> {
    const { session, workbench } = this.#deps;
    const { actions, notices } = workbench.store.getState();
    const outcome = await new Promise<OpenOutcome>((resolve, reject) => {
      const opening = async (): Promise<OpenOutcome> => {
        const opened = actions.openLink(link, 'elsewhere');
        opened.then(resolve, reject);
        return opened;
      };
      session.send({ type: 'open', opening });
    });
    const now = workbench.store.getState();
    if (now.view !== null) {
      actions.closeView();
      return [NO_RUN];
    }
    if (outcome === 'opened' || now.decoderLink !== null) return [];
    const said = now.notices.filter((notice) => !notices.includes(notice));
    const issues = said.flatMap((notice) => notice.issues);
    return issues.length > 0 ? issues : [FAILED];
  }

  #pong({ id }: EmbedRequest): void {
    const { mode, version } = this.#deps;
    this.#send({ type: 'pong', id, version, mode, requests: REQUEST_TYPES });
  }

  #tellState(id: EmbedRequest['id'], { always = false } = {}): void {
    const now = this.#deps.workbench.store.getState();
    const isRun = now.view === null && now.decoderLink === null;
    const state = isRun ? embedState(now) : null;
    const text = JSON.stringify(state);
    if (!always && text === this.#told) return;
    this.#told = text;
    this.#send({ type: 'state', id, state });
  }

  #refuse(id: EmbedRequest['id'], issues: readonly Issue[]): void {
    this.#send({ type: 'refused', id, issues });
  }

  #send(message: { readonly type: AnswerType; readonly [field: string]: unknown }): void {
    if (this.#origin === null) return;
    this.#parent.postMessage({ sptescope: EMBED_PROTOCOL, ...message }, this.#origin);
  }
}

const BUSY: Issue = {
  code: 'embed-busy',
  path: '',
  message: `More than ${WAITING_MAX} requests are waiting.`,
  hint: 'Wait for answers before asking more.',
};

const NO_RUN: Issue = {
  code: 'embed-no-run',
  path: 'link',
  message: 'This link leads to a comparison or to a trace.',
  hint: 'Only runs are shown here; open it in sptescope.',
};

const FAILED: Issue = {
  code: 'embed-failed',
  path: '',
  message: 'This could not be done.',
  hint: 'The embedded page says why.',
};
