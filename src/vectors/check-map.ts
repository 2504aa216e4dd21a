/** Section `map`: tdp_mmu_map_handle_target_level() with every permission, as the TDP MMU calls it. */
import { MutableWord64, hex64 } from '../base/word64.ts';
import { fieldValue } from '../engine/layout/bit-field.ts';
import {
  MAP_BUG,
  MAP_EMULATE,
  MAP_FLUSH,
  MAP_MARK_DIRTY,
  MAP_SPURIOUS,
  MAP_WRITE_PROTECTED,
  mapTargetLevel,
  mapTargetWarnings,
  type MapTargetRequest,
} from '../engine/layout/map-target-level.ts';
import type { SpteLayout } from '../engine/layout/spte-layout.ts';
import { faultAccessOf } from './check-fastpf.ts';
import { LEAF_LEVELS, type RowReader } from './row-reader.ts';
import { cellOf, type SectionChecker } from './section-checker.ts';

export const MAP: SectionChecker = {
  section: 'map',
  inputs: [
    'oldSpte',
    'level',
    'hasSlot',
    'gfn',
    'pfn',
    'write',
    'exec',
    'prefetch',
    'mapWritable',
    'slotDirty',
    'wrTracked',
    'adDisabled',
    'mmioGen',
  ],
  compute({ flags, layout, retPf }, row) {
    const out = new MutableWord64();
    const result = mapTargetLevel(layout, flags, requestOf(layout, row), out);
    return {
      ret: retPf[endingOf(result)] ?? null,
      newSpte: hex64(out),
      flush: cellOf((result & MAP_FLUSH) !== 0),
      markDirty: cellOf((result & MAP_MARK_DIRTY) !== 0),
      warn: mapTargetWarnings(result),
      bug: cellOf((result & MAP_BUG) !== 0),
    };
  },
};

function endingOf(result: number): string {
  if ((result & MAP_SPURIOUS) !== 0) return 'SPURIOUS';
  if ((result & MAP_EMULATE) !== 0) return 'EMULATE';
  return (result & MAP_WRITE_PROTECTED) === 0 ? 'FIXED' : 'WRITE_PROTECTED';
}

function requestOf(layout: SpteLayout, row: RowReader): MapTargetRequest {
  const gfn = row.frame('gfn');
  const access = layout.acc.ACC_ALL;
  const generation = fieldValue(row.word('mmioGen'), { shift: 0, width: 32 });
  return {
    make: {
      level: row.integer('level', LEAF_LEVELS),
      gfn,
      pfn: row.frame('pfn'),
      access,
      hostWritable: row.flag('mapWritable'),
      prefetch: row.flag('prefetch'),
      sync: false,
      oldSpte: row.word('oldSpte'),
      wrTracked: row.flag('wrTracked'),
      slotDirty: row.flag('slotDirty'),
      nxHuge: false,
      hostMmio: false,
      adDisabled: row.flag('adDisabled'),
      guestMode: false,
    },
    mmio: { gfn, access, generation },
    hasSlot: row.flag('hasSlot'),
    access: faultAccessOf(row),
  };
}
