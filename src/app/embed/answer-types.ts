/** What an embedded page sends: the table in EMBED.md. */
export const ANSWER_TYPES = ['ready', 'pong', 'state', 'refused'] as const;

export type AnswerType = (typeof ANSWER_TYPES)[number];
