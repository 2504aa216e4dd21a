/** What make_spte() is asked in tests: a writable 4K page, over nothing. */
import type { MakeSpteRequest } from '../make-spte.ts';
import type { SpteLayout } from '../spte-layout.ts';

export function makeRequest(
  layout: SpteLayout,
  change: Partial<MakeSpteRequest> = {},
): MakeSpteRequest {
  return {
    level: 1,
    gfn: 0x405,
    pfn: 0x1234,
    access: layout.acc.ACC_ALL,
    hostWritable: true,
    prefetch: false,
    sync: false,
    oldSpte: layout.constants.SHADOW_NONPRESENT_VALUE,
    wrTracked: false,
    slotDirty: false,
    nxHuge: false,
    hostMmio: false,
    adDisabled: !layout.config.adBits,
    guestMode: false,
    ...change,
  };
}
