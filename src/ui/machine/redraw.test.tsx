// @vitest-environment jsdom
/** What a step costs, as counts: how much is computed and drawn again, whatever the machine's speed. */
import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { leafTable } from '../../view/machine/leaf-table.ts';
import { treePicture } from '../../view/machine/tree-picture.ts';
import { vcpuCards } from '../../view/machine/vcpu-card.ts';
import { STEPS, zapRunAt } from '../../view/spte/testing/zap-run.ts';
import type { PictureProps } from '../panel-props.ts';
import { LetterRow } from './letter-row.tsx';
import { MachinePanel } from './machine-panel.tsx';

vi.mock('./letter-row.tsx', { spy: true });
vi.mock('../../view/machine/leaf-table.ts', { spy: true });
vi.mock('../../view/machine/tree-picture.ts', { spy: true });
vi.mock('../../view/machine/vcpu-card.ts', { spy: true });

afterEach(cleanup);

const HANDLERS = { onSelect: vi.fn(), onGoTo: vi.fn(), onSwitchColumn: vi.fn() };
const propsAt = (position: number): PictureProps => ({
  ...zapRunAt(position),
  ...HANDLERS,
  otherColumn: null,
});

/** Letters of a row of the table: permissions, A and D, what may write. */
const ROW_LETTERS = 3;

test('a step draws the row it changes, and no others', () => {
  const { rerender } = render(<MachinePanel {...propsAt(STEPS.store - 1)} />);
  const letters = vi.mocked(LetterRow);
  letters.mockClear();
  rerender(<MachinePanel {...propsAt(STEPS.store)} />);
  const drawn = letters.mock.calls.filter(([{ tight }]) => tight !== true);
  expect(drawn).toHaveLength(ROW_LETTERS);
});

test('who may move, told after the step, makes no tables anew', () => {
  const props = propsAt(STEPS.read);
  const { rerender } = render(<MachinePanel {...props} next={null} />);
  vi.clearAllMocks();
  rerender(<MachinePanel {...props} next={[]} />);
  expect(leafTable).not.toHaveBeenCalled();
  expect(treePicture).not.toHaveBeenCalled();
  expect(vcpuCards).toHaveBeenCalled();
});
