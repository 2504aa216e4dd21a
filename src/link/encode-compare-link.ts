import { checksum } from './checksum.ts';
import { COMPARE_PATH, type CompareLink } from './compare-link.ts';
import { sourcePath } from './encode-link.ts';
import { CURRENT_LINK_VERSION } from './link.ts';
import { escapePart, joinLink } from './raw-link.ts';

/** The fragment of a link to a comparison, without the `#`. */
export function encodeCompareLink(link: CompareLink): string {
  const { left, right, source } = link;
  const columns = [left, right].map((column) => (column === null ? '' : escapePart(column)));
  const path = [COMPARE_PATH, sourcePath(source), ...columns];
  const body = joinLink({ version: CURRENT_LINK_VERSION, path, fields: fieldsOf(link) });
  return `${body}&c=${checksum(body)}`;
}

function fieldsOf(link: CompareLink): Map<string, string> {
  const { at, digests, look, otherRun, run, selection, show, source } = link;
  const fields = new Map<string, string>();
  if (run !== null) fields.set('run', run);
  if (otherRun !== null) fields.set('other', otherRun);
  fields.set('at', String(at));
  fields.set('look', look);
  if (selection !== null) fields.set('sel', `${selection.gfn.toString(16)}:${selection.level}`);
  if (show !== undefined) fields.set('show', show);
  if (digests !== null) fields.set('d', `${digests.left}.${digests.right}`);
  // Last, because it is long: a link that was cut still says which runs they were.
  if (source.kind === 'custom') fields.set('src', source.packed);
  return fields;
}
