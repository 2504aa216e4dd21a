import type { RefusedReply } from '../protocol/messages.ts';

export function refuseColumn(column: string): RefusedReply {
  return {
    type: 'refused',
    issues: [
      {
        code: 'unknown-column',
        path: 'column',
        message: `No open scenario has a column "${column}".`,
        hint: 'Open the scenario first, and name one of its columns.',
      },
    ],
  };
}
