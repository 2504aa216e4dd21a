import { checksum } from './checksum.ts';
import { CURRENT_LINK_VERSION, OWN_PATHS, type Link, type LinkSource } from './link.ts';
import { escapePart, escapeUnit, joinLink } from './raw-link.ts';

/** First part of the path of a link that carries its own scenario. */
export const CUSTOM_PATH = 'custom';

const NOT_AN_ID: readonly string[] = [CUSTOM_PATH, ...OWN_PATHS];

/** The fragment of a link, without the `#`. */
export function encodeLink(link: Link): string {
  const body = joinLink({
    version: CURRENT_LINK_VERSION,
    path: [sourcePath(link.source), ...(link.column === null ? [] : [escapePart(link.column)])],
    fields: fieldsOf(link),
  });
  return `${body}${body.includes('?') ? '&' : '?'}c=${checksum(body)}`;
}

export function sourcePath(source: LinkSource): string {
  if (source.kind === 'custom') return CUSTOM_PATH;
  const id = escapePart(source.id);
  return NOT_AN_ID.includes(id) ? escapeUnit(id) + id.slice(1) : id;
}

function fieldsOf({ source, run, at, selection, digest, show }: Link): Map<string, string> {
  const fields = new Map<string, string>();
  if (run !== null) fields.set('run', run);
  if (at !== null) fields.set('at', String(at));
  if (selection !== null) fields.set('sel', `${selection.gfn.toString(16)}:${selection.level}`);
  if (show !== undefined) fields.set('show', show);
  if (digest !== null) fields.set('d', digest);
  // Last, because it is long: a link that was cut still says which run it was.
  if (source.kind === 'custom') fields.set('src', source.packed);
  return fields;
}
