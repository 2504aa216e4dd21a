/**
 * Older versions of the format, brought up to today's; a file is never refused for being old.
 * UPGRADERS[i] makes a document of version i + 2 out of one of version i + 1, its `version` included.
 */
import { isRecord } from './is-record.ts';
import type { Complaint, IssueList } from './issues.ts';

type Document = Readonly<Record<string, unknown>>;
export type Upgrader = (document: Document) => Document;

export const UPGRADERS: readonly Upgrader[] = [];

/** Today's version. */
export const SCENARIO_VERSION = UPGRADERS.length + 1;

const VERSION_HINT = `Write version: ${SCENARIO_VERSION} on the first line.`;

const NOT_A_SCENARIO: Complaint = {
  code: 'not-a-scenario',
  message: 'This is no scenario: a map of keys is expected.',
  hint: `${VERSION_HINT} src/scenario/FORMAT.md describes the format.`,
};

const MISSING_VERSION: Complaint = {
  code: 'missing-version',
  message: 'The scenario does not say which version of the format it is written in.',
  hint: VERSION_HINT,
};

const BAD_VERSION: Complaint = {
  code: 'bad-version',
  message: 'The version of the format is a whole number from 1.',
  hint: VERSION_HINT,
};

/** The document as one of today's version; null, with an issue, when that cannot be. */
export function upgradeDocument(
  document: unknown,
  issues: IssueList,
  upgraders: readonly Upgrader[] = UPGRADERS,
): Document | null {
  const complaint = isRecord(document)
    ? complainOfVersion(document['version'], upgraders.length + 1)
    : NOT_A_SCENARIO;
  if (complaint !== null) {
    const hasVersion = isRecord(document) && document['version'] !== undefined;
    issues.add(hasVersion ? ['version'] : [], complaint);
  }
  if (complaint !== null || !isRecord(document)) return null;
  const version = Number(document['version']);
  return upgraders.slice(version - 1).reduce((older, upgrade) => upgrade(older), document);
}

function complainOfVersion(version: unknown, newest: number): Complaint | null {
  if (version === undefined) return MISSING_VERSION;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) return BAD_VERSION;
  if (version <= newest) return null;
  return {
    code: 'newer-version',
    message: `This scenario is written in version ${version} of the format; this sptescope reads up to version ${newest}.`,
    hint: 'Get a newer sptescope, or ask the author for the file in an older form.',
  };
}
