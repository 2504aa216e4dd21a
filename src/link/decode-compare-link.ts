/** Reads a link to a comparison. Like other links, one that was damaged gives what can be saved. */
import type { Issue } from '../base/result.ts';
import {
  COMPARE_PATH,
  type CompareLink,
  type CompareLook,
  type ComparePart,
} from './compare-link.ts';
import { findDamage } from './link-damage.ts';
import {
  leftOut,
  readDigest,
  readField,
  readPosition,
  readRun,
  readSelection,
  readSource,
} from './link-fields.ts';
import { CURRENT_LINK_VERSION } from './link.ts';
import { repairLink, splitLink, unescapePart, type RawLink } from './raw-link.ts';
import { upgradeLink } from './upgraders.ts';

export interface DecodedCompareLink {
  /** Null: it names no scenario; what is open already is compared. */
  readonly link: CompareLink | null;
  readonly issues: readonly Issue[];
}

const KNOWN_FIELDS: readonly string[] = [
  'run',
  'other',
  'at',
  'look',
  'sel',
  'show',
  'd',
  'src',
  'c',
];

/** Null when the text is no link to a comparison at all, or one of a later format. */
export function decodeCompareLink(text: string): DecodedCompareLink | null {
  const repaired = repairLink(text);
  const raw = splitLink(repaired);
  if (raw === null || raw.version === 0 || raw.version > CURRENT_LINK_VERSION) return null;
  const upgraded = upgradeLink(raw);
  if (upgraded.path[0] !== COMPARE_PATH) return null;
  const damage = findDamage(repaired, raw);
  const issues = damage === null ? [] : [damage];
  return { link: readLink(upgraded, issues), issues };
}

function readLink({ path, fields }: RawLink, issues: Issue[]): CompareLink | null {
  const [, name = '', left = '', right = ''] = path;
  const source = readSource(name, fields);
  if (source === null) return null;
  for (const key of fields.keys()) {
    if (!KNOWN_FIELDS.includes(key)) issues.push(leftOut(key, 'is not known here'));
  }
  const show = readField(fields, issues, { key: 'show', read: readShow });
  return {
    source,
    left: left === '' ? null : unescapePart(left),
    right: right === '' ? null : unescapePart(right),
    run: readField(fields, issues, { key: 'run', read: readRun }),
    otherRun: readField(fields, issues, { key: 'other', read: readRun }),
    at: readField(fields, issues, { key: 'at', read: readPosition }) ?? 0,
    look: readField(fields, issues, { key: 'look', read: readLook }) ?? 'side',
    selection: readField(fields, issues, { key: 'sel', read: readSelection }),
    digests: readField(fields, issues, { key: 'd', read: readDigests }),
    ...(show === null ? {} : { show }),
  };
}

function readLook(text: string): CompareLook | null {
  return text === 'side' || text === 'overlay' ? text : null;
}

function readShow(text: string): ComparePart | null {
  return text === 'spte' || text === 'counters' ? text : null;
}

function readDigests(text: string): CompareLink['digests'] {
  const [one = '', other = '', ...more] = text.split('.');
  const [left, right] = [readDigest(one), readDigest(other)];
  return left === null || right === null || more.length > 0 ? null : { left, right };
}
