import { describe, expect, test } from 'vitest';
import { STEPS, zapRunAt } from '../spte/testing/zap-run.ts';
import type { PictureInput } from '../spte/picture-input.ts';
import { lastBitChanges } from './bit-changes.ts';
import { bitGrid, type BitCell } from './bit-grid.ts';
import { codePanes } from './code-panes.ts';
import { fieldList } from './field-list.ts';
import { historyList } from './history-list.ts';
import { isNothing, selectedSpte, type SelectedPicture } from './selected-spte.ts';
import { computeSpteGraph } from '../../machines/spte-graph.ts';
import { spteEdges } from './spte-edges.ts';
import { stateChart } from './state-chart.ts';

function select(input: PictureInput): SelectedPicture {
  const picture = selectedSpte(input);
  if (isNothing(picture)) throw new Error(picture.text);
  return picture;
}

function request(position: number) {
  const input = zapRunAt(position);
  const selected = select(input);
  return {
    layout: input.layout,
    spte: selected.spte,
    level: selected.level,
    write: selected.change,
  };
}

describe('the selected SPTE', () => {
  test('where it is and what it holds, before and after the step', () => {
    expect(select(zapRunAt(STEPS.assist))).toMatchObject({
      gfnText: '0x205',
      level: 1,
      placeText: 'PT 0x43[5]',
      kind: 'WD',
      oldHex: '0x0600 0000 09a0 5977',
      hex: '0x0600 0000 09a0 5b77',
    });
    expect(select(zapRunAt(STEPS.flush)).oldHex).toBeNull();
  });

  test('an entry that leads to a table can be selected, too', () => {
    const input = { ...zapRunAt(0), selection: { gfn: 0x205, level: 2 } };
    expect(select(input)).toMatchObject({
      gfnText: '0x200',
      placeText: 'PD 0x42[1]',
      kind: 'nonleaf',
    });
  });

  test('without a table at its level there is nothing to inspect, and why is said', () => {
    const input = { ...zapRunAt(0), selection: { gfn: 0x800, level: 1 } };
    expect(selectedSpte(input)).toEqual({
      key: 'nothing',
      text: 'gfn 0x800 has no SPTE at level 1 now: PD[4] leads nowhere.',
    });
  });
});

describe('who changed a bit last', () => {
  const changesAt = (position: number) => {
    const input = zapRunAt(position);
    return lastBitChanges(select(input).history, input);
  };
  const DIRTY_BIT = 9;

  test('nobody, before any step has', () => {
    expect(changesAt(0).size).toBe(0);
  });

  test('the CPU that set Dirty, and then the zapper that destroyed it', () => {
    expect(changesAt(STEPS.assist).get(DIRTY_BIT)).toEqual({
      step: STEPS.assist,
      actor: 0,
      text: `set by vCPU 0 at step ${STEPS.assist}`,
    });
    expect(changesAt(STEPS.store - 1).get(DIRTY_BIT)?.step).toBe(STEPS.assist);
    expect(changesAt(STEPS.store).get(DIRTY_BIT)?.text).toBe(
      `cleared by zap at step ${STEPS.store}`,
    );
  });

  test('only bits that differ count', () => {
    expect([...changesAt(STEPS.assist).keys()]).toEqual([DIRTY_BIT]);
  });
});

describe('the bit grid', () => {
  const cells = (position: number): BitCell[] =>
    bitGrid(request(position)).flatMap((row) => row.cells);

  test('64 bits, the highest first', () => {
    expect(cells(0).map(({ bit }) => bit)).toEqual(Array.from({ length: 64 }, (_, i) => 63 - i));
    expect(
      cells(0)
        .filter(({ value }) => value === 1)
        .map(({ bit }) => bit),
    ).toEqual([58, 57, 27, 24, 23, 21, 14, 12, 11, 8, 6, 5, 4, 2, 1, 0]);
  });

  test('the store clears every bit but loses only bit 9', () => {
    const changed = cells(STEPS.store).filter(({ change }) => change !== 'none');
    expect(changed).toHaveLength(17);
    expect(changed.filter(({ change }) => change === 'lost').map(({ label }) => label)).toEqual([
      'bit 9, D: 1 before, 0 now, lost',
    ]);
  });

  test('fields lie under their bits, cut where a row ends', () => {
    const rows = bitGrid(request(0));
    const pfn = rows.flatMap(({ spans }) => spans.filter(({ label }) => label === 'PFN'));
    expect(pfn.map(({ column, width }) => [column, width])).toEqual([
      [2, 14],
      [0, 16],
      [0, 4],
    ]);
    expect(rows[3]?.spans.find(({ label }) => label === 'D')).toMatchObject({
      column: 6,
      width: 1,
      changed: false,
    });
  });

  test('an emptied SPTE keeps the names its bits had', () => {
    const named = bitGrid(request(STEPS.store)).flatMap(({ spans }) => spans);
    expect(named.filter(({ changed }) => changed).map(({ label }) => label)).toContain('D');
  });
});

describe('the decoded fields', () => {
  test('names, values, and who may change them without mmu_lock', () => {
    const { rows } = fieldList(request(0));
    const row = (label: string) => rows.find((one) => one.label === label);
    expect(row('D')).toMatchObject({
      name: 'dirty',
      bits: 'bit 9',
      text: 'no',
      lockless: 'the CPU',
    });
    expect(row('W')).toMatchObject({ text: 'yes', lockless: 'the fast page fault' });
    expect(row('PFN')).toMatchObject({ bits: 'bits 45:12', text: '0x9a05', lockless: null });
  });

  test('a changed field shows both values', () => {
    const { rows } = fieldList(request(STEPS.assist));
    expect(rows.filter(({ oldText }) => oldText !== null)).toMatchObject([
      { label: 'D', oldText: 'no', text: 'yes' },
    ]);
  });

  test('of an SPTE the step emptied, the fields are those it had', () => {
    const { ofOldValue, rows } = fieldList(request(STEPS.store));
    expect(ofOldValue).toBe(true);
    expect(rows.find(({ label }) => label === 'D')?.text).toBe('yes');
  });
});

describe('the state chart', () => {
  const GRAPH = spteEdges(computeSpteGraph(), 'v5.18pre');
  const chartOf = (input: PictureInput) => stateChart(input, select(input), GRAPH);
  const chartAt = (position: number) => chartOf(zapRunAt(position));
  const arrows = (position: number, kind: string) =>
    chartAt(position)
      .arrows.filter((arrow) => arrow.kind === kind)
      .map(({ key }) => key);

  test('lit where the SPTE is; before any change there is none', () => {
    const chart = chartAt(0);
    expect(chart.pills.filter(({ current }) => current).map(({ word }) => word)).toEqual(['clean']);
    expect([arrows(0, 'last'), chart.change]).toEqual([[], null]);
  });

  test('the arrow comes from the state before, and says who took it there', () => {
    const chart = chartAt(STEPS.assist);
    expect(chart.current).toBe('WD');
    expect(chart.arrows.find(({ kind }) => kind === 'last')?.path).toBe('M202,28.5L214,28.5');
    expect(chart.change).toEqual({
      text: 'clean → dirty: vCPU 0, the CPU sets A or D',
      step: STEPS.assist,
      lost: false,
      judgement: null,
    });
  });

  test('it stays the last change when the cursor moves on, and a loss is a loss', () => {
    const chart = chartAt(STEPS.flush);
    expect(chart.change).toMatchObject({
      text: 'dirty → empty: zap, plain store, D lost',
      step: STEPS.store,
      lost: true,
    });
    expect(chart.pills.find(({ previous }) => previous)?.word).toBe('dirty');
    expect([arrows(STEPS.flush, 'last'), arrows(STEPS.flush, 'walked')]).toEqual([
      ['WD-none'],
      ['WC-WD'],
    ]);
  });

  test('[STATE-6] where it may go from here is what the state machine says, and who may take it there', () => {
    expect(arrows(0, 'next').sort()).toEqual([
      'WC-RO',
      'WC-WD',
      'WC-WP',
      'WC-WT',
      'WC-frozen',
      'WC-none',
    ]);
    const next = chartAt(0).next.map(({ who, title, to }) => `${who}: ${title} → ${to}`);
    expect(next).toContain('CPU: the CPU sets Dirty for a store → dirty');
    expect(next).toContain('host: a leaf is zapped → empty');
    expect(next.join()).not.toMatch(/mirror|large|aside/);
    expect(chartAt(STEPS.flush).next.map(({ key }) => key)).toEqual([
      'map',
      'mark_mmio',
      'map_changed_pte',
      'remove',
    ]);
  });

  test('a link may be frozen or taken away, and only above the last level', () => {
    const chart = chartOf({ ...zapRunAt(0), selection: { gfn: 0x205, level: 2 } });
    expect(chart.current).toBe('nonleaf');
    const next = chart.next.map(({ key }) => key);
    expect(next).toEqual([
      'accessed',
      'unlink',
      'freeze',
      'remove',
      'zap_root',
      'map_over_table',
      'map_over_table_clean',
    ]);
    expect(chartAt(0).pills.map(({ kind }) => kind)).not.toContain('nonleaf');
  });

  test('pills do not overlap', () => {
    const { pills } = chartOf({ ...zapRunAt(0), selection: { gfn: 0x205, level: 2 } });
    for (const one of pills) {
      for (const other of pills) {
        if (one === other) continue;
        expect(Math.abs(one.x - other.x) >= 92 || Math.abs(one.y - other.y) >= 23).toBe(true);
      }
    }
  });
});

test('the history marks the step at the cursor, and what is still to come', () => {
  const input = zapRunAt(STEPS.assist);
  const items = historyList(input, select(input));
  expect(
    items.map(({ access, lost, step, when, word }) => [step, when, access, word, lost]),
  ).toEqual([
    [5, 'now', 'the CPU sets A or D', 'dirty', []],
    [7, 'future', 'plain store', 'empty', ['D']],
  ]);
});

describe('the code panes', () => {
  const panesAt = (position: number, unfolded: readonly number[] = []) =>
    codePanes({ input: zapRunAt(position), unfolded: new Set(unfolded) });
  const paneOf = (position: number, actor: number, unfolded: readonly number[] = []) => {
    const pane = panesAt(position, unfolded)[actor];
    if (pane === undefined) throw new Error(`no actor ${actor}`);
    return pane;
  };

  test('the line done next is marked, a few around it shown, the rest counted', () => {
    const pane = paneOf(2, 2);
    expect(pane.lines.filter(({ current }) => current).map(({ label }) => label)).toEqual(['read']);
    expect(pane.lines.map(({ label }) => label)).toEqual(['rcu', 'read', 'visit', 'zap']);
    expect([pane.above, pane.below]).toEqual([1, 3]);
    expect(pane.lines[0]?.doneAt).toBe(2);
  });

  test('unfolded, the whole program', () => {
    const pane = paneOf(2, 2, [2]);
    expect(pane.lines).toHaveLength(8);
    expect([pane.above, pane.below]).toEqual([0, 0]);
  });

  test('inside a sub-program the callers are named', () => {
    const pane = paneOf(STEPS.store, 2);
    expect(pane.models).toBe('__handle_changed_spte()');
    expect(pane.callers.map(({ models }) => models)).toEqual([
      'kvm_mmu_notifier_invalidate_range_start()',
    ]);
  });

  test('a finished actor shows no lines unless asked, and has nothing to come', () => {
    expect(paneOf(STEPS.store, 0)).toMatchObject({ status: 'done', lines: [], above: 4, below: 0 });
    const pane = paneOf(STEPS.store, 0, [0]);
    expect(pane.lines.some(({ current }) => current)).toBe(false);
    expect(pane.lines.find(({ label }) => label === 'retire')?.doneAt).toBe(6);
  });
});
