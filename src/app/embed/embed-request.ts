/**
 * What the page around an embedded one may ask, read from a message that may be anything: other scripts
 * of that page send messages, too. The protocol is described for people in EMBED.md.
 */
import { fail, ok, type Result } from '../../base/result.ts';

export const EMBED_PROTOCOL = 1;

/** Comes back in the answer. */
export type RequestId = string | number | null;

export type EmbedRequest = { readonly id: RequestId } & (
  | { readonly type: 'ping' }
  | { readonly type: 'state' }
  /** A whole address, or what is after its #. */
  | { readonly type: 'load'; readonly link: string }
  /** Backwards if negative; of an actor, or as the story goes on. */
  | { readonly type: 'step'; readonly count: number; readonly actor: string | null }
  | { readonly type: 'goto'; readonly position: number }
);

export const REQUEST_TYPES = ['ping', 'state', 'load', 'step', 'goto'] as const;

export const LINK_CHARACTERS_MAX = 200_000;
export const ID_CHARACTERS_MAX = 200;
export const STEPS_MAX = 1000;

type Fields = Readonly<Record<string, unknown>>;

export interface ReadMessage {
  readonly id: RequestId;
  readonly request: Result<EmbedRequest>;
}

/** Null: not meant for us, and not to be answered. */
export function readMessage(data: unknown): ReadMessage | null {
  if (typeof data !== 'object' || data === null || !('sptescope' in data)) return null;
  const fields = data as Fields;
  const id = readId(fields['id']);
  if (fields['sptescope'] !== EMBED_PROTOCOL) {
    const message = `This page speaks version ${EMBED_PROTOCOL} of the protocol.`;
    const hint = `Send {sptescope: ${EMBED_PROTOCOL}, type: …}.`;
    return { id, request: refuse('embed-version', 'sptescope', message, hint) };
  }
  return { id, request: readRequest(fields, id) };
}

function readId(id: unknown): RequestId {
  if (typeof id === 'number' && Number.isFinite(id)) return id;
  return typeof id === 'string' ? id.slice(0, ID_CHARACTERS_MAX) : null;
}

function readRequest(fields: Fields, id: RequestId): Result<EmbedRequest> {
  const type = REQUEST_TYPES.find((known) => known === fields['type']);
  switch (type) {
    case 'ping':
    case 'state':
      return ok({ id, type });
    case 'load':
      return readLoad(fields, id);
    case 'step':
      return readStep(fields, id);
    case 'goto':
      return readGoTo(fields, id);
    case undefined:
      return refuse(
        'embed-type',
        'type',
        'There is no such request.',
        `The types are ${REQUEST_TYPES.join(', ')}.`,
      );
  }
}

function readLoad({ link }: Fields, id: RequestId): Result<EmbedRequest> {
  if (typeof link === 'string' && link.length <= LINK_CHARACTERS_MAX) {
    return ok({ id, type: 'load', link });
  }
  const message = `A link is a string of up to ${LINK_CHARACTERS_MAX} characters.`;
  return refuse('embed-link', 'link', message, 'Copy one with y in the page.');
}

function readStep({ actor = null, count = 1 }: Fields, id: RequestId): Result<EmbedRequest> {
  if (!isWhole(count) || Math.abs(count) > STEPS_MAX) {
    const message = `The count is a whole number from -${STEPS_MAX} to ${STEPS_MAX}.`;
    return refuse('embed-count', 'count', message, 'Leave it out for one step.');
  }
  if (actor !== null && (typeof actor !== 'string' || count < 1)) {
    const message = 'An actor is named by its id, and moves forwards only.';
    return refuse('embed-actor', 'actor', message, 'Ids are in the answer to "state": vcpu0, zap.');
  }
  return ok({ id, type: 'step', count, actor });
}

function readGoTo({ position }: Fields, id: RequestId): Result<EmbedRequest> {
  if (isWhole(position) && position >= 0) return ok({ id, type: 'goto', position });
  const message = 'A position is the number of steps done: 0, 1, 2 …';
  return refuse('embed-position', 'position', message, 'Send a whole number.');
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function refuse(code: string, path: string, message: string, hint: string) {
  return fail([{ code, path, message, hint }]);
}
