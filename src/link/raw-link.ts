/**
 * A link cut into its parts but not yet understood: `v1/<path>/<path>?<key>=<value>&...`. Values use
 * letters, digits and `-_.~:` only: no character that a mail program or a chat escapes, turns into an
 * address, or leaves off at the end. Anything else is written `~` and four hexadecimal digits.
 */
export interface RawLink {
  readonly version: number;
  readonly path: readonly string[];
  readonly fields: ReadonlyMap<string, string>;
}

export function escapePart(text: string): string {
  return text.replace(/[^A-Za-z0-9_-]/g, (character) => escapeUnit(character));
}

export function escapeUnit(character: string): string {
  return `~${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

export function unescapePart(text: string): string {
  return text.replace(/~([0-9a-f]{4})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

export function joinLink({ version, path, fields }: RawLink): string {
  const query = [...fields].map(([key, value]) => `${key}=${value}`).join('&');
  return `v${version}/${path.join('/')}${query === '' ? '' : `?${query}`}`;
}

/** Null when the text is no link of this program at all. */
export function splitLink(text: string): RawLink | null {
  const [, version, path, query = ''] = /^v(\d{1,4})\/([^?]*)(?:\?(.*))?$/s.exec(text) ?? [];
  if (version === undefined || path === undefined) return null;
  const fields = new Map<string, string>();
  for (const pair of query.split('&')) {
    const [, key, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (key !== undefined && value !== undefined) fields.set(key, value);
  }
  return { version: Number(version), path: path.split('/'), fields };
}

/**
 * Undoes what programs do to addresses on their way: line breaks, HTML and percent escapes, a bracket
 * or a full stop behind.
 */
export function repairLink(text: string): string {
  const oneLine = text.replace(/\s+/g, '').replace(/&amp;/gi, '&');
  return decodePercent(oneLine)
    .replace(/^.*?#/s, '')
    .replace(/[^A-Za-z0-9_-]+$/, '');
}

function decodePercent(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes; // cut in the middle of a character; the checksum will tell
    }
  });
}
