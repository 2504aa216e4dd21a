/** Lets one actor go on by itself: its steps become part of the run, as if chosen one by one. */
import type { Workbench } from '../../state/create-workbench.ts';
import type { RunUntil } from '../../protocol/run-until.ts';
import { columnPosition } from '../../state/run-selectors.ts';
import { byHand, type CommandContext } from '../keys/commands.ts';

export async function runUntil(
  context: CommandContext & Pick<Workbench, 'client'>,
  actor: number,
  until: RunUntil,
): Promise<void> {
  const { store, client } = context;
  const actions = byHand(context);
  await actions.goOn(async () => {
    const state = store.getState();
    const { column } = state;
    const schedule = state.schedule.slice(0, columnPosition(state));
    const request = { type: 'run-until', column, schedule, actor, until } as const;
    const reply = await client.request<'run-until'>(request);
    if (reply.type !== 'ran-until') return [];
    const steps = reply.choices.length === 1 ? '1 step' : `${reply.choices.length} steps`;
    actions.notify({ tone: 'info', text: `${steps}: ${reply.text}.`, issues: [] });
    return reply.choices;
  });
}
