/** The engine's worker: what a request means is the session's business. */
import { loadScenario, parseCustomScenario } from '../catalogue/index.ts';
import type { Progress, Request, RequestType } from '../protocol/messages.ts';
import { Session } from '../session/session.ts';
import { serve } from './serve.ts';

/** They work on machines of their own, not on those on screen. */
const IN_BACKGROUND: readonly RequestType[] = ['explore', 'needs', 'changes'];

const session = new Session({
  version: __APP_VERSION__,
  loadScenario,
  parseScenario: parseCustomScenario,
});

serve<Request, Progress>({
  handle: (request, control) => session.handle(request, control),
  laneOf: ({ type }) => (IN_BACKGROUND.includes(type) ? 'background' : 'foreground'),
});
