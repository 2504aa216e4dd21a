/** Reads a link to the decoder. Like other links, one that was damaged gives what can be saved. */
import type { Issue } from '../base/result.ts';
import { word64Of } from '../base/word64.ts';
import { findDamage } from './link-damage.ts';
import { CURRENT_LINK_VERSION } from './link.ts';
import { repairLink, splitLink, type RawLink } from './raw-link.ts';
import { DECODER_PATH, type SpteLink } from './spte-link.ts';
import { upgradeLink } from './upgraders.ts';

export interface DecodedSpteLink {
  /** Null when not even a value can be read. */
  readonly link: SpteLink | null;
  readonly issues: readonly Issue[];
}

const LEVEL_USUAL = 1;

/** Null when the text is no link to the decoder at all, or one of a later format. */
export function decodeSpteLink(text: string): DecodedSpteLink | null {
  const repaired = repairLink(text);
  const raw = splitLink(repaired);
  if (raw === null || raw.version === 0 || raw.version > CURRENT_LINK_VERSION) return null;
  const upgraded = upgradeLink(raw);
  if (upgraded.path[0] !== DECODER_PATH) return null;
  const damage = findDamage(repaired, raw);
  const issues = damage === null ? [] : [damage];
  const link = readLink(upgraded, issues);
  return { link, issues };
}

function readLink({ path, fields }: RawLink, issues: Issue[]): SpteLink | null {
  const digits = path[1] ?? '';
  if (!/^(0x)?[0-9a-f]{1,16}$/i.test(digits)) {
    issues.push({
      code: 'link-spte',
      path: 'decode',
      message: `This link has no 64-bit value to decode: "${digits.slice(0, 40)}".`,
      hint: 'After decode/ there are 1 to 16 hexadecimal digits.',
    });
    return null;
  }
  const layout = /^[a-z0-9.:-]{1,60}$/i.exec(fields.get('layout') ?? '')?.[0] ?? null;
  return {
    spte: word64Of(BigInt(`0x${digits.replace(/^0x/i, '')}`)),
    level: readLevel(fields.get('level'), issues),
    layout: layout === null ? null : layout.replace(':', '/'),
  };
}

function readLevel(text: string | undefined, issues: Issue[]): number {
  if (text === undefined) return LEVEL_USUAL;
  if (/^[1-4]$/.test(text)) return Number(text);
  issues.push({
    code: 'link-field',
    path: 'level',
    message: `The field "level" of this link cannot be read: "${text.slice(0, 40)}".`,
    hint: `Shown is level ${LEVEL_USUAL}; tables have the levels 1 to 4.`,
  });
  return LEVEL_USUAL;
}
