// @vitest-environment jsdom
import { cleanup, render } from '@testing-library/react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { CommandContext } from './commands.ts';
import { bindingFor, KEY_TABLE } from './key-table.ts';
import { KEY_WORDS } from './key-words.ts';
import { useKeys } from './use-keys.ts';

afterEach(cleanup);

/** As the handles between the regions are. */
const SEPARATOR = { role: 'separator', tabIndex: 0 };

function setup() {
  const goOn = vi.fn();
  const toggle = vi.fn();
  const showDialog = vi.fn();
  const context = {
    session: { send: toggle },
    store: { getState: () => ({ ownKeys: {}, actions: { stepNext: goOn, showDialog } }) },
  } as unknown as CommandContext;

  function Page() {
    useKeys(context);
    return (
      <main>
        <input aria-label="text" />
        <select aria-label="speed" />
        <div {...SEPARATOR} />
        <button type="button">press</button>
        <dialog open>
          <i />
        </dialog>
        <dialog>
          <b />
        </dialog>
        <table>
          <tbody>
            <tr
              tabIndex={0}
              onKeyDown={(event) => {
                if (event.key === 'ArrowRight') event.preventDefault();
              }}
            />
          </tbody>
        </table>
      </main>
    );
  }

  const { container } = render(<Page />);
  const press = (selector: string, init: KeyboardEventInit): boolean => {
    const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init });
    return !container.querySelector(selector)!.dispatchEvent(event);
  };
  return { press, goOn, toggle, showDialog };
}

describe('the keys of the page', () => {
  test('act, and keep the browser from acting, too', () => {
    const { press, goOn } = setup();
    expect(press('main', { key: 'ArrowRight' })).toBe(true);
    expect(goOn).toHaveBeenCalledTimes(1);
    expect(press('button', { key: 'K' })).toBe(true);
    expect(goOn).toHaveBeenCalledTimes(2);
  });

  test.each(['input', 'select', '[role=separator]', 'tr', 'dialog i'])(
    'are left to the %s that has the focus',
    (selector) => {
      const { press, goOn } = setup();
      press(selector, { key: 'ArrowRight' });
      expect(goOn).not.toHaveBeenCalled();
    },
  );

  test('act in a dialog that has just been closed: browsers leave the focus there until they paint', () => {
    const { press, goOn } = setup();
    press('dialog b', { key: 'ArrowRight' });
    expect(goOn).toHaveBeenCalledTimes(1);
  });

  test('the space bar presses the button that has the focus, and plays elsewhere', () => {
    const { press, toggle } = setup();
    expect(press('button', { key: ' ' })).toBe(false);
    expect(toggle).not.toHaveBeenCalled();
    expect(press('main', { key: ' ' })).toBe(true);
    expect(toggle).toHaveBeenCalledWith({ type: 'toggle' });
  });

  test.each(['ctrlKey', 'metaKey', 'altKey'])('%s belongs to the browser', (modifier) => {
    const { press, goOn } = setup();
    expect(press('main', { key: 'ArrowRight', [modifier]: true })).toBe(false);
    expect(goOn).not.toHaveBeenCalled();
  });

  test.each(['ctrlKey', 'metaKey'])(
    '%s and k open the palette, also from within a text',
    (modifier) => {
      const { press, showDialog } = setup();
      expect(press('input', { key: 'k', [modifier]: true })).toBe(true);
      expect(showDialog).toHaveBeenCalledWith('palette');
    },
  );

  test('a key without a meaning is not taken', () => {
    const { press } = setup();
    expect(press('main', { key: 'Tab' })).toBe(false);
    expect(press('main', { key: 'q' })).toBe(false);
  });
});

describe('the key table', () => {
  test('binds no key twice, and names each one', () => {
    const keys = KEY_TABLE.flatMap((binding) => binding.keys);
    expect(new Set(keys).size).toBe(keys.length);
    const titles = KEY_TABLE.map(({ id }) => KEY_WORDS[id].title);
    expect(new Set(titles).size).toBe(KEY_TABLE.length);
    expect(titles).not.toContain('');
  });

  test('capitals are the same keys; what Shift makes of others is a key of its own', () => {
    expect(bindingFor('N', {})?.id).toBe('next-moment');
    expect(bindingFor('?', {})?.id).toBe('keys');
    expect(bindingFor('!', {})).toBeUndefined();
    expect(bindingFor('7', {})?.id).toBe('actor');
  });
});
