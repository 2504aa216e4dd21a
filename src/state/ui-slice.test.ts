/** What is open on the page. */
import { expect, test } from 'vitest';
import { setupWorkbench } from './testing/setup.ts';

test('a dialog that is told late to have been closed does not close the next one', () => {
  const { state, actions } = setupWorkbench();
  actions.showDialog('keys');
  actions.showDialog('decoder');
  actions.closeDialog('keys');
  expect(state().dialog).toBe('decoder');
  actions.closeDialog('decoder');
  expect(state().dialog).toBeNull();
});
