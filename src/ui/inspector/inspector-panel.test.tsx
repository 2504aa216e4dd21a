// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import axe from 'axe-core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { STEPS, zapRunAt } from '../../view/spte/testing/zap-run.ts';
import type { PictureProps } from '../panel-props.ts';
import InspectorPanel from './inspector-panel.tsx';

afterEach(cleanup);

function setup(position: number, changes: Partial<PictureProps> = {}) {
  const props: PictureProps = {
    ...zapRunAt(position),
    onSelect: vi.fn(),
    onGoTo: vi.fn(),
    otherColumn: null,
    onSwitchColumn: vi.fn(),
    ...changes,
  };
  return { props, ...render(<InspectorPanel {...props} />) };
}

test('the heading says which SPTE, and its value before and after the step', () => {
  setup(STEPS.assist);
  const heading = screen.getByRole('heading', { level: 2 });
  expect(heading.textContent).toBe('SPTE gfn 0x205 · level 1 · PT 0x43[5]');
  expect(screen.getByText('0x0600 0000 09a0 5977').tagName).toBe('DEL');
  expect(screen.getByText('0x0600 0000 09a0 5b77').tagName).toBe('SPAN');
});

test('each bit can be read out, a lost one as lost', () => {
  setup(STEPS.store);
  const grid = screen.getByRole('table', { name: 'The 64 bits' });
  expect(within(grid).getAllByRole('img', { name: /^bit \d+/ })).toHaveLength(64);
  expect(within(grid).getByRole('img', { name: 'bit 9, D: 1 before, 0 now, lost' })).toBeTruthy();
});

test('a bit that was changed leads to the step that changed it last, and says who', () => {
  const { props } = setup(STEPS.flush);
  const dirty = screen.getByRole('button', {
    name: 'bit 9 was cleared by zap at step 7: go there',
  });
  fireEvent.click(dirty);
  expect(vi.mocked(props.onGoTo)).toHaveBeenCalledWith(7);
});

test('history and state lead to the steps that changed the SPTE', async () => {
  const { props } = setup(STEPS.flush);
  const history = await screen.findByRole('region', { name: 'History of this SPTE' });
  fireEvent.click(within(history).getByRole('button', { name: /^5 vCPU 0/ }));
  const state = screen.getByRole('region', { name: 'State' });
  fireEvent.click(await within(state).findByRole('button', { name: 'step 7' }));
  expect(vi.mocked(props.onGoTo).mock.calls).toEqual([[5], [7]]);
});

describe('the code panes', () => {
  test('mark the next line, and unfold on request', () => {
    setup(2);
    const pane = screen.getByRole('article', { name: 'zap' });
    const current = within(pane)
      .getAllByRole('listitem')
      .filter((item) => item.getAttribute('aria-current') === 'step');
    expect(current.map((item) => item.textContent)).toEqual(['▸next: old = *sptep']);
    expect(within(pane).queryByText('write_lock(mmu_lock)')).toBeNull();
    fireEvent.click(within(pane).getByRole('button', { name: 'all 8 lines of zap' }));
    expect(within(pane).getByText('write_lock(mmu_lock)')).toBeTruthy();
  });

  test('are there without a selection', () => {
    setup(0, { selection: null });
    expect(screen.getByText('Select an SPTE in the table or in the tree.')).toBeTruthy();
    expect(screen.getByRole('article', { name: 'vCPU 0' })).toBeTruthy();
  });
});

test.each([0, STEPS.store])('axe finds nothing at step %i', async (position) => {
  const { container } = setup(position);
  const { violations } = await axe.run(container, { rules: { region: { enabled: false } } });
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
});
