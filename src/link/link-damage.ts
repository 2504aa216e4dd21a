/** Was a link cut or changed on its way? */
import type { Issue } from '../base/result.ts';
import { checksum } from './checksum.ts';
import type { RawLink } from './raw-link.ts';

/** A bare path needs no checksum: people write those by hand. */
export function findDamage(repaired: string, { fields }: RawLink): Issue | null {
  if (/^[A-Za-z0-9_~/-]+$/.test(repaired)) return null;
  const given = fields.get('c');
  const at = repaired.search(/[?&]c=[^&]*$/);
  if (given === undefined || at < 0) {
    return {
      code: 'link-cut',
      path: '',
      message: 'This link was cut off on its way: its end is missing.',
      hint: 'Ask for it again; mail programs break long links, angle brackets around them help.',
    };
  }
  if (checksum(repaired.slice(0, at)) === given) return null;
  return {
    code: 'link-changed',
    path: 'c',
    message: 'This link was changed or cut on its way: its checksum does not match.',
    hint: 'Ask for it again, and have it copied as a whole.',
  };
}
