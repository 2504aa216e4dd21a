import { describe, expect, test } from 'vitest';
import { VCPU_REQUEST } from '../../engine/state/state-map.ts';
import type { NextInfo } from '../../protocol/run.ts';
import { PFN, STEPS, zapRunAt } from '../spte/testing/zap-run.ts';
import type { PictureInput } from '../spte/picture-input.ts';
import { actorsNow, codePlaces, type ActorNow } from './actor-now.ts';
import { locksPicture } from './locks-picture.ts';
import { vcpuCards } from './vcpu-card.ts';
import { violationCard } from './violation-card.ts';

const now = (input: PictureInput): ActorNow[] =>
  actorsNow({ ...input, places: codePlaces(input.programs) });

const NEXT_OF_VCPU1: NextInfo = {
  choice: { actor: 1, variant: 0 },
  pc: 64,
  fn: 'CPU',
  code: '',
  variant: null,
};

describe('vCPU cards', () => {
  const cardAt = (position: number) => {
    const input = zapRunAt(position);
    const [card] = vcpuCards(input, now(input));
    if (card === undefined) throw new Error('no vCPU');
    return card;
  };
  const rowText = (position: number): string[] =>
    cardAt(position).tlb.map(
      ({ bits, change, gfnText, reasons }) =>
        `${gfnText} ${bits.map(({ letter, set }) => (set ? letter : '·')).join('')} ${change} ${reasons.join()}`,
    );

  test('a translation the assist fills in agrees with its SPTE', () => {
    expect(rowText(STEPS.assist)).toEqual(['0x201 R·X· none ', '0x205 RWXD filled ']);
  });

  test('once the SPTE is zapped the entry is stale, and how is said', () => {
    expect(rowText(STEPS.store)).toEqual(['0x201 R·X· none ', '0x205 RWXD none SPTE gone']);
    expect(cardAt(STEPS.store).tlb[1]?.label).toBe(
      'gfn 0x205 to pfn 0x9a05, R W X D: stale, SPTE gone',
    );
  });

  test('a flush shows what it dropped', () => {
    expect(rowText(STEPS.flush)).toEqual(['0x201 R·X· dropped ', '0x205 RWXD dropped ']);
  });

  test.each([
    [
      'more permissive than its SPTE',
      { gfn: 0x203, pfn: 0x9a03, bits: 'RWX' },
      'more permissive: W',
    ],
    ['a Dirty bit remembered', { gfn: 0x206, pfn: 0x9a06, bits: 'RWXD' }, 'D cached'],
    ['another page', { gfn: 0x207, pfn: 0x9a17, bits: 'RWXD' }, 'other pfn in the SPTE'],
    ['in agreement', { gfn: 0x207, pfn: 0x9a07, bits: 'RWXD' }, ''],
  ])('an entry that is %s', (_, fill, reasons) => {
    const input = zapRunAt(0, (machine) => machine.tlb(0, 2, fill));
    const [card] = vcpuCards(input, now(input));
    const entry = card?.tlb.find(({ gfn }) => gfn === fill.gfn);
    expect(entry?.reasons.join(', ')).toBe(reasons);
    expect(entry?.stale).toBe(reasons !== '');
  });

  test('requests that the vCPU has still to serve', () => {
    const requests = VCPU_REQUEST.TLB_FLUSH | VCPU_REQUEST.KICK;
    const input = zapRunAt(0, (machine) =>
      machine.set('vcpu', { record: 0, field: 'requests' }, requests),
    );
    expect(vcpuCards(input, now(input))[0]?.requests).toBe('kick, TLB flush');
  });

  test('a cached link to a table that is not linked there any more is stale', () => {
    const input = zapRunAt(STEPS.assist, (machine) =>
      machine.setSpte({ frame: 2, index: 1 }, { lo: 0, hi: 0 }),
    );
    const [card] = vcpuCards(input, now(input));
    expect(card?.psc.map(({ stale }) => stale)).toEqual([false, false, true]);
  });

  test('the paging-structure cache by level, index and frame', () => {
    expect(cardAt(STEPS.assist).psc.map(({ change, text }) => `${text} ${change}`)).toEqual([
      '4:0→0x41 filled',
      '3:0→0x42 filled',
      '2:1→0x43 filled',
    ]);
  });

  test('mode, operation, and the step under way in words', () => {
    expect(cardAt(4)).toMatchObject({ mode: 'guest', requests: '', moved: true });
    expect(cardAt(4).now).toMatchObject({
      operation: 'store gfn 0x205',
      status: 'ready',
      at: { step: { code: 'set A and D in memory, fill the TLB' } },
    });
    expect(cardAt(6).now.status).toBe('done');
  });
});

describe('locks', () => {
  const locksAt = (position: number, next: readonly NextInfo[] | null = null) => {
    const input = { ...zapRunAt(position), next };
    return locksPicture(input, now(input));
  };

  test('who holds mmu_lock, and for what', () => {
    expect(locksAt(0).mmuLock).toMatchObject({ mode: 'free', names: '', changed: false });
    expect(locksAt(1).mmuLock).toMatchObject({
      mode: 'write',
      names: 'zap',
      changed: true,
    });
  });

  test('RCU readers, and a flush that somebody still owes', () => {
    const rows = (position: number) =>
      locksAt(position)
        .rows.filter(({ idle }) => !idle)
        .map(({ key, spoken, text }) => `${key} ${text} (${spoken})`);
    expect(rows(2)).toEqual(['rcu zap (readers: zap)']);
    expect(rows(STEPS.store)).toEqual(['rcu zap (readers: zap)', 'flush due: zap (due: zap)']);
    expect(rows(STEPS.flush)).toEqual([]);
  });

  test('a VM that KVM_BUG_ON() has stopped is dead, and said to be nothing else before', () => {
    const input = zapRunAt(0);
    const { cells, map } = input.view;
    const read = (cell: number): number => (cell === map.vm.base ? 1 : cells.read(cell));
    const dead = { ...input, view: { map, cells: { read } } };
    const [first] = locksPicture(dead, now(dead)).rows;
    expect(first).toMatchObject({ key: 'vm', text: 'dead: KVM_BUG_ON()', idle: false });
    expect(locksAt(0).rows.map(({ key }) => key)).not.toContain('vm');
  });

  test('an actor that has something to do and cannot do it waits', () => {
    expect(locksAt(9, [NEXT_OF_VCPU1]).waiting).toMatchObject([
      { title: 'zap', code: 'write_unlock(mmu_lock)' },
    ]);
    expect(locksAt(9).waiting).toEqual([]);
  });
});

describe('the violation', () => {
  const input = zapRunAt(STEPS.store);
  const { violation } = input;
  if (violation === null) throw new Error('the run violates P8');
  const card = violationCard({ ...input, violation });

  test('three values, in digits and letters, the lost bit marked in each', () => {
    expect(
      card.rows.map(({ hex, letters, name }) => [
        name,
        hex,
        letters.map(({ letter, set }) => (set ? letter : '·')).join(''),
      ]),
    ).toEqual([
      ['in memory', '0x0600 0000 09a0 5b77', 'RWXAD'],
      ['snapshot', '0x0600 0000 09a0 5977', 'RWXA·'],
      ['written', '0x0000 0000 0000 0000', '·····'],
    ]);
    for (const { letters } of card.rows) {
      expect(letters.filter(({ lost }) => lost).map(({ letter }) => letter)).toEqual(['D']);
    }
    expect(PFN).toBe(0x9a05);
  });

  test('whence each value comes, with the step to go to', () => {
    expect(card.rows.map(({ source, step }) => `${source} @${step}`)).toEqual([
      'what the CPU of vCPU 0 set: D @5',
      'what zap read @3',
      'zap, plain store @7',
    ]);
  });

  test('a violation by reading shows what was read, and no write that never was', () => {
    const spte = { ...violation.spte!, after: violation.spte!.before, seen: null };
    const read = violationCard({ ...input, violation: { ...violation, spte, lostBits: [] } });
    expect(read.rows.map(({ name, step }) => `${name} @${step}`)).toEqual([
      `what was read @${violation.step}`,
    ]);
  });

  test('a violation without an SPTE has words only', () => {
    const bare = violationCard({ ...input, violation: { ...violation, spte: null } });
    expect(bare.rows).toEqual([]);
    expect(bare.text).toBe(violation.text);
  });
});
