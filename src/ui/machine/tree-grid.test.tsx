// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { zapRunAt } from '../../view/spte/testing/zap-run.ts';
import { MachinePanel } from './machine-panel.tsx';

afterEach(cleanup);

function setup() {
  const onSelect = vi.fn();
  const props = { ...zapRunAt(0), otherColumn: null, onGoTo: vi.fn(), onSwitchColumn: vi.fn() };
  return { onSelect, ...render(<MachinePanel {...props} onSelect={onSelect} />) };
}

/** With its keys, which come late, and the focus on the selected entry. */
async function withKeys() {
  const made = setup();
  await screen.findByText('TLBs', {}, { timeout: 30_000 });
  // What listens to the keys comes with that drawing, as an effect of it.
  await act(() => Promise.resolve());
  gridRow(/^0x205/).focus();
  return made;
}

const gridRow = (name: RegExp): HTMLElement => screen.getByRole('row', { name });

/** As somebody with a keyboard: where the focus is. */
function pressed(key: string): HTMLElement {
  fireEvent.keyDown(document.activeElement ?? document.body, { key });
  return document.activeElement as HTMLElement;
}

/** The rows of the grid in its own order. */
function gridRows(): HTMLElement[] {
  const parts = (screen.getByRole('treegrid').getAttribute('aria-owns') ?? '').split(' ');
  return parts
    .map((id) => document.getElementById(id)!)
    .flatMap((part) =>
      part.ariaLevel === null ? [...part.querySelectorAll<HTMLElement>('[aria-level]')] : [part],
    );
}

const named = (row: HTMLElement): string => /^0x[0-9a-f]{3}|^\w+/.exec(row.textContent)![0];

test('it has the tables of all levels, and below one of them its entries, each with its slot', () => {
  setup();
  expect(gridRows().map((row) => `${row.ariaLevel} ${named(row)}`)).toEqual([
    ...['1 PML4', '2 PDPT', '3 PD', '4 PT'],
    ...['5 0x201', '5 0x202', '5 0x203', '5 0x205', '5 0x206', '5 0x207', '5 0x209'],
    ...['4 PT', '4 PT'],
  ]);
  expect(gridRow(/^0x205/).getAttribute('aria-posinset')).toBe('6');
  expect(gridRow(/^0x205/).getAttribute('aria-setsize')).toBe('512');
  const folded = gridRows().filter((row) => row.ariaExpanded === 'false');
  expect(folded.map((row) => row.textContent)).toEqual([
    expect.stringMatching(/^PT 1 leaf 0x44/),
    expect.stringMatching(/^PT private 0x45/),
  ]);
});

test('it is one stop for Tab: the selected row', () => {
  const { container } = setup();
  const parts = container.querySelectorAll<HTMLElement>('tbody *, [aria-level], [aria-level] *');
  expect([...parts].filter(({ tabIndex }) => tabIndex === 0)).toEqual([gridRow(/^0x205/)]);
  expect(gridRow(/^0x205/).getAttribute('aria-selected')).toBe('true');
});

test('Up and Down go from row to row, over the levels; Home and End to the ends', async () => {
  const { onSelect } = await withKeys();
  expect(pressed('ArrowDown')).toBe(gridRow(/^0x206/));
  expect(onSelect).toHaveBeenLastCalledWith({ gfn: 0x206, level: 1 });
  expect(pressed('Home')).toBe(gridRows()[0]);
  expect(pressed('ArrowUp')).toBe(gridRows()[0]);
  expect(pressed('End').textContent).toMatch(/^PT private 0x45/);
  expect(pressed('ArrowUp').textContent).toMatch(/^PT 1 leaf 0x44/);
  expect(pressed('ArrowUp')).toBe(gridRow(/^0x209/));
  expect(onSelect).toHaveBeenLastCalledWith({ gfn: 0x209, level: 1 });
});

test('Left goes to the table of an entry, folds it, and goes on to the root', async () => {
  const { onSelect } = await withKeys();
  expect(pressed('ArrowLeft')).toBe(gridRows()[3]);
  // Folded is: the entries of the table above are listed instead.
  pressed('ArrowLeft');
  expect(onSelect).toHaveBeenLastCalledWith({ gfn: 0x200, level: 2 });
  gridRows()[2]!.focus();
  expect(pressed('ArrowLeft')).toBe(gridRows()[1]);
  expect(pressed('ArrowLeft')).toBe(gridRows()[0]);
  expect(pressed('ArrowLeft')).toBe(gridRows()[0]);
});

test('Right unfolds a table', async () => {
  const { onSelect } = await withKeys();
  gridRows().at(-2)!.focus();
  pressed('ArrowRight');
  expect(onSelect).toHaveBeenLastCalledWith({ gfn: 0x400, level: 1 });
});

test('Right goes into the cells of a row; Left and Escape come back', async () => {
  const { onSelect } = await withKeys();
  expect(pressed('ArrowRight').textContent).toBe('0x205');
  expect(pressed('ArrowRight').tagName).toBe('TD');
  expect(pressed('ArrowDown')).toBe(gridRow(/^0x206/).children[1]);
  expect(pressed('Home').textContent).toBe('0x206');
  expect(pressed('ArrowLeft')).toBe(gridRow(/^0x206/));
  pressed('ArrowRight');
  pressed('End');
  expect(pressed('Escape')).toBe(gridRow(/^0x206/));
  // A cell of a table is an entry of it.
  gridRows()[2]!.focus();
  pressed('ArrowRight');
  pressed('ArrowRight');
  const entry = pressed('ArrowRight');
  expect(entry.textContent).toMatch(/leads to PT 0x43/);
  fireEvent.click(entry);
  expect(onSelect).toHaveBeenLastCalledWith({ gfn: 0x200, level: 2 });
});

test('Enter and Space select; other keys are left to the page', async () => {
  const { onSelect } = await withKeys();
  gridRows()[2]!.focus();
  pressed('Enter');
  expect(onSelect).toHaveBeenLastCalledWith({ gfn: 0x200, level: 2 });
  gridRows()[0]!.focus();
  pressed(' ');
  expect(onSelect).toHaveBeenLastCalledWith({ gfn: 0, level: 4 });
  expect(fireEvent.keyDown(gridRows()[0]!, { key: 'n' })).toBe(true);
  expect(fireEvent.keyDown(gridRows()[0]!, { key: 'ArrowDown', ctrlKey: true })).toBe(true);
});

test('after a click Left and Right step the run, as everywhere', async () => {
  await withKeys();
  fireEvent.pointerDown(gridRow(/^0x205/));
  expect(fireEvent.keyDown(gridRow(/^0x205/), { key: 'ArrowRight' })).toBe(true);
  expect(fireEvent.keyDown(gridRow(/^0x205/), { key: 'ArrowDown' })).toBe(false);
  expect(fireEvent.keyDown(gridRow(/^0x206/), { key: 'ArrowRight' })).toBe(false);
});
