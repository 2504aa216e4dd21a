/** The fields of a link, one by one: each is read as far as it is understood, and told of if it is not. */
import type { Issue } from '../base/result.ts';
import { CUSTOM_PATH } from './encode-link.ts';
import type { LinkPart, LinkSelection, LinkSource } from './link.ts';
import { unescapePart } from './raw-link.ts';

export function readSource(name: string, fields: ReadonlyMap<string, string>): LinkSource | null {
  if (name === '') return null;
  if (name !== CUSTOM_PATH) return { kind: 'shipped', id: unescapePart(name) };
  const packed = fields.get('src');
  return packed === undefined ? null : { kind: 'custom', packed };
}

export function readField<T>(
  fields: ReadonlyMap<string, string>,
  issues: Issue[],
  { key, read }: { key: string; read: (text: string) => T | null },
): T | null {
  const text = fields.get(key);
  if (text === undefined) return null;
  const value = read(text);
  if (value === null) issues.push(leftOut(key, `cannot be read: "${text.slice(0, 40)}"`));
  return value;
}

export function leftOut(key: string, why: string): Issue {
  return {
    code: 'link-field',
    path: key,
    message: `The field "${key}" of this link ${why}.`,
    hint: 'It was left out; the rest of the link was followed.',
  };
}

export function readRun(text: string): string | null {
  return /^[A-Za-z0-9_~@:.-]*$/.test(text) ? text : null;
}

export function readPosition(text: string): number | null {
  return /^\d{1,6}$/.test(text) ? Number(text) : null;
}

export function readSelection(text: string): LinkSelection | null {
  const [, gfn, level] = /^([0-9a-f]{1,13}):([1-5])$/i.exec(text) ?? [];
  if (gfn === undefined || level === undefined) return null;
  return { gfn: Number.parseInt(gfn, 16), level: Number(level) };
}

const PARTS: Readonly<Record<LinkPart, true>> = {
  interleavings: true,
  steps: true,
  machine: true,
  entry: true,
  state: true,
  code: true,
  history: true,
  fields: true,
};

export const LINK_PARTS = Object.keys(PARTS) as readonly LinkPart[];

export function readPart(text: string): LinkPart | null {
  return LINK_PARTS.find((part) => part === text) ?? null;
}

export function readDigest(text: string): string | null {
  return /^[0-9a-f]{16}$/.test(text) ? text : null;
}
