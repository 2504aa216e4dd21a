/**
 * The text of one's own scenario inside a link: deflated, then base64url. Compression is a service of
 * the host (a browser or Node), which this pure layer is handed.
 */
import { fail, ok, type Result } from '../base/result.ts';
import { fromBase64Url, toBase64Url } from './base64url.ts';

export interface TextDeflater {
  /** Raw deflate (RFC 1951) of the text as UTF-8. */
  deflate(text: string): Promise<Uint8Array>;
  /** Null when the bytes are no deflated text, or give more than `bytesMax` bytes. */
  inflate(bytes: Uint8Array<ArrayBuffer>, bytesMax: number): Promise<string | null>;
}

/** A few bytes of a link could otherwise fill the reader's memory. */
export const SOURCE_BYTES_MAX = 1024 * 1024;

export async function packSource(text: string, deflater: TextDeflater): Promise<string> {
  return toBase64Url(await deflater.deflate(text));
}

export async function unpackSource(
  packed: string,
  deflater: TextDeflater,
): Promise<Result<string>> {
  const bytes = fromBase64Url(packed);
  const text = bytes === null ? null : await deflater.inflate(bytes, SOURCE_BYTES_MAX);
  if (text !== null) return ok(text);
  return fail([
    {
      code: 'source',
      path: 'src',
      message: 'The scenario inside this link cannot be unpacked.',
      hint: 'Ask for the link again, or for the scenario as a file.',
    },
  ]);
}
