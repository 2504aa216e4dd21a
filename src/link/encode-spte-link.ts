import { digits64 } from '../base/word64.ts';
import { checksum } from './checksum.ts';
import { CURRENT_LINK_VERSION } from './link.ts';
import { joinLink } from './raw-link.ts';
import { DECODER_PATH, type SpteLink } from './spte-link.ts';

/** The fragment of a link to the decoder, without the `#`. */
export function encodeSpteLink({ spte, level, layout }: SpteLink): string {
  const fields = new Map([['level', String(level)]]);
  // A slash would end the path for some programs that make links of text.
  if (layout !== null) fields.set('layout', layout.replace('/', ':'));
  const path = [DECODER_PATH, digits64(spte)];
  const body = joinLink({ version: CURRENT_LINK_VERSION, path, fields });
  return `${body}&c=${checksum(body)}`;
}
