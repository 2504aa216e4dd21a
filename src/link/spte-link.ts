/** A link to the decoder: any 64-bit value, and as what it is to be read. It belongs to no run. */
import type { Word64 } from '../base/word64.ts';
import type { OwnPath } from './link.ts';

/** First part of the path of such a link. */
export const DECODER_PATH: OwnPath = 'decode';

export interface SpteLink {
  readonly spte: Word64;
  /** Level of the table that holds it, 1..4. */
  readonly level: number;
  /** `v5.19/ept-ad-46`; null: the decoder's usual one. */
  readonly layout: string | null;
}
