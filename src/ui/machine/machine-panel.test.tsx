// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import axe from 'axe-core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { STEPS, zapRunAt } from '../../view/spte/testing/zap-run.ts';
import type { PictureProps } from '../panel-props.ts';
import { MachinePanel } from './machine-panel.tsx';

afterEach(cleanup);

function setup(position: number, changes: Partial<PictureProps> = {}) {
  const props: PictureProps = {
    ...zapRunAt(position),
    onSelect: vi.fn(),
    onGoTo: vi.fn(),
    otherColumn: { id: 'after', title: 'after' },
    onSwitchColumn: vi.fn(),
    ...changes,
  };
  return { props, ...render(<MachinePanel {...props} />) };
}

const gridRow = (name: RegExp): HTMLElement => screen.getByRole('row', { name });

describe('the table of entries', () => {
  test('a click selects', () => {
    const { props } = setup(0);
    fireEvent.click(gridRow(/^0x202/));
    expect(props.onSelect).toHaveBeenLastCalledWith({ gfn: 0x202, level: 1 });
  });

  test('the step that destroys D says so in the row', () => {
    setup(STEPS.store);
    const row = gridRow(/^0x205/);
    expect(row.textContent).toContain('D lost');
    expect(within(row).getByRole('img', { name: /none set, A cleared, D lost/ })).toBeTruthy();
  });

  test('a snapshot about to be written back leads to the step that took it', () => {
    const { props } = setup(STEPS.assist);
    fireEvent.click(screen.getByRole('button', { name: /zap saw no D, read at step 3/ }));
    expect(props.onGoTo).toHaveBeenCalledWith(STEPS.read);
    expect(props.onSelect).not.toHaveBeenCalled();
  });
});

describe('the cards', () => {
  test('a stale translation is named as such, and leads to its SPTE', () => {
    const { props } = setup(STEPS.store);
    const tlb = screen.getByRole('list', { name: 'TLB of vCPU 0' });
    const entry = within(tlb).getByRole('button', { name: /0x205.*STALE.*SPTE gone/ });
    fireEvent.click(entry);
    expect(props.onSelect).toHaveBeenCalledWith({ gfn: 0x205, level: 1 });
  });

  test('locks are told in words', () => {
    setup(STEPS.store);
    const locks = screen.getByRole('region', { name: 'Locks' });
    expect(locks.textContent).toContain('held for write: zap');
    expect(locks.textContent).toContain('due: zap');
  });
});

describe('the violation', () => {
  test('its steps and the other column are one click away', async () => {
    const { props } = setup(STEPS.flush);
    const card = await screen.findByRole('region', { name: /Violation of P8/ });
    fireEvent.click(within(card).getByRole('button', { name: 'step 5' }));
    fireEvent.click(within(card).getByRole('button', { name: 'step 3' }));
    fireEvent.click(within(card).getByRole('button', { name: 'step 7' }));
    expect(vi.mocked(props.onGoTo).mock.calls).toEqual([[5], [3], [7]]);
    fireEvent.click(within(card).getByRole('button', { name: /same schedule, after/ }));
    expect(props.onSwitchColumn).toHaveBeenCalledOnce();
  });

  test('without another column there is no such button, without a violation no card', async () => {
    setup(STEPS.flush, { otherColumn: null });
    await screen.findByRole('region', { name: /Violation of P8/ });
    expect(screen.queryByRole('button', { name: /same schedule/ })).toBeNull();
    cleanup();
    setup(STEPS.read);
    expect(screen.queryByRole('region', { name: /Violation/ })).toBeNull();
  });
});

test('selecting from the tree: a table, and an entry of it', () => {
  const { props } = setup(0);
  fireEvent.click(screen.getByRole('gridcell', { name: /^PT 1 leaf 0x44/ }));
  expect(props.onSelect).toHaveBeenLastCalledWith({ gfn: 0x400, level: 1 });
  fireEvent.click(screen.getByRole('gridcell', { name: /^\[1\].*leads to PT 0x43/ }));
  expect(props.onSelect).toHaveBeenLastCalledWith({ gfn: 0x200, level: 2 });
});

test.each([0, STEPS.assist, STEPS.store, STEPS.flush])(
  'axe finds nothing at step %i',
  async (position) => {
    const { container, props } = setup(position);
    if (props.violation !== null) await screen.findByRole('region', { name: /Violation/ });
    const { violations } = await axe.run(container, { rules: { region: { enabled: false } } });
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  },
);
