/**
 * What would be noticed if it were wrong: each value of each flag that a shipped column has, set to another
 * one, and each detector, silenced, changes a verdict of what is shipped. The smallest column that shows
 * it was looked for once, and is searched here.
 */
import { expect, test, vi } from 'vitest';
import { present } from '../base/assert.ts';
import { DETECTORS } from '../engine/detectors/registry.ts';
import type { PropertyId } from '../engine/detectors/detector.ts';
import { Machine } from '../engine/machine.ts';
import type { MachineConfig } from '../engine/machine-config.ts';
import { Search } from '../explorer/search.ts';
import { propertyVerdicts } from '../explorer/verdicts.ts';
import { FLAG_NAMES, flagValues, type ProfileFlag } from '../scenario/kernel-flags.ts';
import type { ScenarioColumn } from '../scenario/scenario.ts';
import { shippedColumns } from './testing/shipped-columns.ts';

/** Flag, its value, another one, and the column whose verdicts are others then. */
const FLIPS: readonly (readonly [ProfileFlag, string, string, string])[] = [
  ['ageWithoutAd', 'xchg', 'unmap', 'access-tracking-stale-dirty, merged'],
  ['aging', 'and', 'setSpte', 'clobber-then-enable-pml, and-conditional'],
  ['aging', 'locklessAnd', 'setSpte', 'aging-meets-frozen-entry, locked-and'],
  ['aging', 'locklessCas', 'locklessAnd', 'aging-meets-frozen-entry, cas'],
  ['aging', 'setSpte', 'clearBit', 'aging-drops-dirty, before'],
  ['agingDirty', 'cleared', 'kept', 'aging-clears-dirty, before-conditional'],
  ['agingDirty', 'kept', 'cleared', 'aging-clears-dirty, after-conditional'],
  ['clearDirty', 'setSpte', 'and', 'dirty-log-stress, plain'],
  ['clearFlush', 'locked', 'none', 'clear-then-write-tracker, locked'],
  ['clearFlush', 'none', 'unlocked', 'clear-by-hand, no-flush'],
  ['clearFlush', 'unlocked', 'none', 'clear-then-write-tracker, v5-18'],
  ['collapseBy', 'recover', 'zap', 'collapse-meets-walker, late-flush'],
  ['collapseBy', 'zap', 'recover', 'collapse-meets-walker, v5-18'],
  ['eagerSplit', 'no', 'yes', 'clear-then-write-tracker, v5-18'],
  ['eagerSplit', 'yes', 'no', 'split-while-storing, store-always'],
  ['enableFlush', 'always', 'conditional', 'aging-clears-dirty, before-always'],
  ['enableFlush', 'conditional', 'always', 'aging-clears-dirty, before-conditional'],
  ['enableSync', 'srcu', 'none', 'get-order-wrprot, kernel'],
  ['extRetry', 'inside', 'reenter', 'mirror-two-faults, no-check'],
  ['extRetry', 'reenter', 'inside', 'mirror-two-faults-reenter, no-check'],
  ['extRule', 'before', 'seed2', 'mirror-two-faults, before'],
  ['extRule', 'noBug', 'seed2', 'mirror-two-faults, no-check'],
  ['extRule', 'seed2', 'before', 'mirror-two-faults, posted'],
  ['fastPf', 'no', 'yes', 'nx-recovery-flush, v5-11'],
  ['fastPf', 'yes', 'no', 'access-tracking-stale-dirty, merged'],
  ['fastPfEligible', 'presentWriteOrNoAd', 'anyWhenTracking', 'mirror-two-faults, no-check'],
  ['faultLock', 'read', 'write', 'mirror-two-faults-reenter, no-check'],
  ['flushDefer', 'afterRcu', 'removal', 'hardware-walk-removed-table, after-rcu'],
  ['flushDefer', 'removal', 'walkEnd', 'parallel-faults-read-lock, no-rcu'],
  ['flushDefer', 'walkEnd', 'removal', 'hardware-walk-removed-table, free-first'],
  ['flushRule', 'naive', 'old', 'flush-rule, naive'],
  ['flushRule', 'new', 'naive', 'flush-rule, new'],
  ['flushRule', 'old', 'naive', 'flush-rule, old'],
  ['fpfMark', 'afterCas', 'beforeCas', 'migration-on-amd, kernel'],
  ['freePt', 'imm', 'rcu', 'hardware-walk-removed-table, free-first'],
  ['freePt', 'rcu', 'imm', 'zap-drops-dirty-removed-table, after'],
  ['frozenFlush', 'no', 'yes', 'split-in-the-way, no-flush'],
  ['frozenFlush', 'yes', 'no', 'clear-then-write-tracker, v5-18'],
  ['frozenTarget', 'overwritten', 'refused', 'fault-overwrites-frozen-entry, before'],
  ['frozenTarget', 'refused', 'overwritten', 'parallel-faults-read-lock, no-rcu'],
  ['getFlush', 'bitmap', 'modified', 'aging-clears-dirty, before-always'],
  ['getFlush', 'modified', 'bitmap', 'get-flush-pml, modified-xchg'],
  ['getFlush', 'none', 'bitmap', 'migration-on-amd, no-flush'],
  ['getOrder', 'bitmapFirst', 'spteFirst', 'migration-on-amd, kernel'],
  ['getOrder', 'spteFirst', 'bitmapFirst', 'get-order-wrprot, spte-first'],
  ['largeInTheWay', 'zapped', 'split', 'split-in-the-way, no-flush'],
  ['makeSpteDirty', 'kernel', 'always', 'mirror-two-faults, no-check'],
  ['markRemoved', 'no', 'yes', 'removed-entries-not-marked, before'],
  ['markRemoved', 'yes', 'no', 'parallel-faults-read-lock, no-rcu'],
  ['needWrprot', 'globalAd', 'spteType', 'nested-guest-not-logged, before'],
  ['needWrprot', 'rootRole', 'globalAd', 'nested-guest-not-logged, after'],
  ['notifierRoots', 'all', 'valid', 'notifier-skips-invalid-root, after'],
  ['notifierRoots', 'valid', 'all', 'notifier-skips-invalid-root, before'],
  ['nxFlush', 'dropped', 'kept', 'flush-names-wrong-gfns, wrong-only'],
  ['nxFlush', 'kept', 'dropped', 'flush-names-wrong-gfns, v5-12'],
  ['nxLock', 'write', 'read', 'flush-names-wrong-gfns, wrong-only'],
  ['nxYield', 'between', 'inside', 'nx-recovery-flush, after'],
  ['nxYield', 'inside', 'between', 'nx-recovery-flush, inside'],
  ['pmlRequest', 'waits', 'posted', 'get-order-pml-one-vcpu, spte-first'],
  ['readerRcu', 'no', 'yes', 'parallel-faults-read-lock, call-rcu-only'],
  ['readerRcu', 'yes', 'no', 'access-tracking, before'],
  ['recoverFlush', 'afterRcu', 'beforeRcu', 'collapse-meets-walker, late-flush'],
  ['recoverFlush', 'beforeRcu', 'afterRcu', 'collapse-meets-walker, v6-13'],
  ['removedFlush', 'lastEntry', 'table', 'flush-names-wrong-gfns, wrong-only'],
  ['removedFlush', 'table', 'lastEntry', 'flush-names-wrong-gfns, right-only'],
  ['seqCheck', 'checked', 'unchecked', 'fault-outlives-its-page, kernel'],
  ['seqCheck', 'unchecked', 'checked', 'fault-outlives-its-page, unasked'],
  ['slotInstall', 'atOnce', 'waits', 'slot-moved-under-notifier, at-once'],
  ['slotInstall', 'waits', 'atOnce', 'slot-moved-under-notifier, waits'],
  ['slotZap', 'leafs', 'leafsUnflushed', 'slot-deleted-leaf-by-leaf, leafs'],
  ['slotZap', 'leafsUnflushed', 'roots', 'slot-deleted-leaf-by-leaf, unflushed'],
  ['slotZap', 'roots', 'leafs', 'notifier-skips-invalid-root, before'],
  ['splitLink', 'cas', 'store', 'split-while-storing, cas'],
  ['splitLink', 'store', 'cas', 'split-while-storing, store-always'],
  ['staleRoot', 'checked', 'unchecked', 'fault-into-invalid-root, after'],
  ['staleRoot', 'unchecked', 'checked', 'fault-into-invalid-root, before'],
  ['tdpWrite', 'plain', 'xchg', 'aging-drops-dirty, before'],
  ['tdpWrite', 'xchg', 'plain', 'aging-drops-dirty, after'],
  ['trackCapture', 'exchanged', 'snapshot', 'access-tracking-stale-dirty, exchanged'],
  ['trackCapture', 'snapshot', 'exchanged', 'access-tracking-stale-dirty, merged'],
  ['wpGfn', 'buggy', 'fixed', 'write-protect-page-tracked, before'],
  ['wpGfn', 'halfway', 'fixed', 'tracker-forgets-writable, halfway'],
  ['wpGfn', 'fixed', 'buggy', 'write-protect-page-tracked, after'],
  ['yieldFlush', 'carried', 'forgotten', 'yield-forgets-flush, after'],
  ['yieldFlush', 'forgotten', 'carried', 'yield-forgets-flush, before'],
  ['yieldProgress', 'any', 'forward', 'yield-without-progress, before'],
  ['yieldProgress', 'forward', 'any', 'yield-without-progress, after'],
];

/**
 * Values that no verdict of what is shipped depends on: of flags that no story is about, or whose other
 * values matter to counters, to single SPTEs (the vectors hold them), or only together with another flag.
 */
const SILENT: Readonly<Partial<Record<ProfileFlag, readonly string[]>>> = {
  clearDirty: ['and'],
  needWrprot: ['spteType'],
  enableLock: ['write', 'read'],
  makeSpteDirty: ['always'],
  ageWithoutAd: ['unmap', 'plain', 'cas'],
  clearFlushYoung: ['flushes', 'never'],
  extRule: ['mainline'],
  fastPfEligible: ['anyWhenTracking'],
  fastPfRestores: ['all', 'withoutAd'],
  fastPfLarge: ['never', 'unlessLogged'],
  fastPfFix: ['whatAllows'],
  mapOverAllowed: ['remakes', 'spurious'],
  mapLeafFlush: ['never', 'ifMmuWritableLost'],
  wrprotFault: ['emulate', 'writeProtected'],
  faultLock: ['write'],
  casFailed: ['rereads', 'returns'],
  mapMark: ['afterCas', 'beforeCas'],
  largeInTheWay: ['split'],
  zapAtomicOrder: ['flushFirst', 'removeFirst'],
};

/** Nothing that is shipped violates these: they hold on every schedule. Here it is noticed if they fire. */
const HOLD_EVERYWHERE: readonly PropertyId[] = ['P11'];

const COLUMNS = new Map(shippedColumns());

function columnNamed(name: string): ScenarioColumn {
  return present(COLUMNS.get(name), 'the column is shipped');
}

function verdictsOf(config: MachineConfig): Record<string, string> {
  const search = new Search(new Machine(config));
  while (!search.advance(1_000_000));
  const verdicts = propertyVerdicts(search.graph, { bounded: search.bounded !== null });
  return Object.fromEntries(verdicts.map(({ property, verdict }) => [property, verdict]));
}

test.each(FLIPS)('%s: %s instead of %s is noticed in %s', (flag, value, other, name) => {
  const { config, info } = columnNamed(name);
  expect(config.profile[flag]).toBe(value);
  const flipped = { ...config, profile: { ...config.profile, [flag]: other } };
  expect(verdictsOf(flipped)).not.toEqual(info.expected);
});

test('every value of a flag that is shipped is flipped above, or said to be silent', () => {
  const shipped = FLAG_NAMES.flatMap((flag) =>
    flagValues(flag)
      .filter((value) => [...COLUMNS.values()].some(({ config }) => config.profile[flag] === value))
      .map((value) => `${flag} ${value}`),
  );
  const flipped = FLIPS.map(([flag, value]) => `${flag} ${value}`);
  const silent = Object.entries(SILENT).flatMap(([flag, values]) =>
    values.map((value) => `${flag} ${value}`),
  );
  expect([...flipped, ...silent].sort()).toEqual(shipped.sort());
});

/** The smallest column that a property is violated in. */
const VIOLATED_IN: Readonly<Partial<Record<PropertyId, string>>> = {
  P8: 'aging-drops-dirty, before',
  P10: 'tracker-forgets-writable, halfway',
  P7: 'fault-outlives-its-page, unasked',
  P12: 'aging-drops-dirty, before',
  P2: 'write-protect-page-tracked, before',
  P1: 'migration-on-amd, no-flush',
  'P1-early': 'migration-on-amd, no-flush',
  P3: 'parallel-faults-read-lock, no-rcu',
  P4: 'hardware-walk-removed-table, free-first',
  P5: 'removed-entries-not-marked, before',
  P9: 'notifier-skips-invalid-root, before',
  P13: 'parallel-faults-read-lock, call-rcu-only',
  P14: 'hardware-walk-removed-table, after-rcu',
  P15: 'yield-without-progress, before',
  P6: 'mirror-two-faults, no-check',
};

test.each(DETECTORS)('$id, silenced, is noticed', (detector) => {
  const holds = HOLD_EVERYWHERE.includes(detector.id);
  const name = holds ? 'aging-drops-dirty, before' : VIOLATED_IN[detector.id];
  const { config, info } = columnNamed(present(name, 'some column violates it'));
  const { check } = detector;
  const spy = vi.spyOn(detector, 'check').mockImplementation((t) => holds && !check(t));
  try {
    expect(verdictsOf(config)).not.toEqual(info.expected);
  } finally {
    spy.mockRestore();
  }
});
