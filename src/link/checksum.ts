/**
 * Six characters that tell a whole link from one that a mail program cut or a hand changed. It guards
 * against accidents only: anybody can compute it.
 */

/** Crockford's base 32: no letter that is mistaken for a digit. */
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';
export const CHECKSUM_LENGTH = 6;

/** ref: FNV-1a for the characters, the finalizer of MurmurHash3 to spread the last ones. */
export function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash ^= hash >>> 16;
  return Array.from({ length: CHECKSUM_LENGTH }, (_, i) =>
    DIGITS.charAt((hash >>> (5 * i)) & 31),
  ).join('');
}
