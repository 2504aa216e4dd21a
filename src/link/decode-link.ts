/**
 * Reads a link, field by field: one that cannot be read does not lose the others. A link that was cut
 * or changed on its way is refused, together with what can be saved of it.
 */
import type { Issue } from '../base/result.ts';
import { findDamage } from './link-damage.ts';
import { linkKind } from './link-kind.ts';
import {
  leftOut,
  readDigest,
  readField,
  readPart,
  readPosition,
  readRun,
  readSelection,
  readSource,
} from './link-fields.ts';
import { CURRENT_LINK_VERSION, type Link, type OwnPath } from './link.ts';
import { repairLink, splitLink, unescapePart, type RawLink } from './raw-link.ts';
import { upgradeLink } from './upgraders.ts';

export type DecodedLink =
  | {
      readonly ok: true;
      readonly link: Link;
      /** What was left out because this page does not understand it. */
      readonly notes: readonly Issue[];
    }
  | {
      readonly ok: false;
      readonly problem: 'foreign' | 'newer' | 'damaged';
      readonly issues: readonly Issue[];
      /** What can be saved. */
      readonly partial: Link | null;
    };

const KNOWN_FIELDS: readonly string[] = ['run', 'at', 'sel', 'show', 'd', 'src', 'c'];

export function decodeLink(text: string): DecodedLink {
  const repaired = repairLink(text);
  const raw = splitLink(repaired);
  if (raw === null || raw.version === 0) return refused('foreign', FOREIGN, null);
  if (raw.version > CURRENT_LINK_VERSION) return refused('newer', newer(raw.version), null);
  const issues: Issue[] = [];
  const upgraded = upgradeLink(raw);
  const kind = linkKind(repaired);
  if (kind !== 'run') return refused('foreign', NO_RUN[kind], null);
  const link = readLink(upgraded, issues);
  const damage = findDamage(repaired, raw);
  if (damage !== null) return refused('damaged', damage, link);
  if (link === null) return refused('foreign', FOREIGN, null);
  return { ok: true, link, notes: issues };
}

function refused(
  problem: 'foreign' | 'newer' | 'damaged',
  issue: Issue,
  partial: Link | null,
): DecodedLink {
  return { ok: false, problem, issues: [issue], partial };
}

const FOREIGN: Issue = {
  code: 'link-foreign',
  path: '',
  message: 'The address of this page ends in something that is no sptescope link.',
  hint: 'A link has #v1/ and the name of a scenario in it.',
};

/** The page tells links apart first; the command line has none of these. */
const NO_RUN: Readonly<Record<OwnPath, Issue>> = {
  decode: leadsTo('decode', 'the decoder of SPTEs: it has no run in it'),
  compare: leadsTo('compare', 'two runs side by side'),
  trace: leadsTo('trace', 'the view of traces: it has no run in it'),
};

function leadsTo(path: OwnPath, what: string): Issue {
  return {
    code: `link-${path}`,
    path: '',
    message: `This link leads to ${what}.`,
    hint: 'Open it in the page.',
  };
}

function newer(version: number): Issue {
  return {
    code: 'link-newer',
    path: '',
    message: `This link was made by a newer sptescope (link format ${version}; this page reads up to ${CURRENT_LINK_VERSION}).`,
    hint: 'Reload the page; if that does not help, open the link on the site where it was made.',
  };
}

function readLink({ path, fields }: RawLink, issues: Issue[]): Link | null {
  const source = readSource(path[0] ?? '', fields);
  if (source === null) return null;
  for (const key of fields.keys()) {
    if (!KNOWN_FIELDS.includes(key)) issues.push(leftOut(key, 'is not known here'));
  }
  const column = path[1] ?? '';
  const show = readField(fields, issues, { key: 'show', read: readPart });
  return {
    source,
    column: column === '' ? null : unescapePart(column),
    run: readField(fields, issues, { key: 'run', read: readRun }),
    at: readField(fields, issues, { key: 'at', read: readPosition }),
    selection: readField(fields, issues, { key: 'sel', read: readSelection }),
    digest: readField(fields, issues, { key: 'd', read: readDigest }),
    ...(show === null ? {} : { show }),
  };
}
