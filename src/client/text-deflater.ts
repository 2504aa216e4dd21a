/**
 * Compression of the platform, the same in browsers and in Node: the TextDeflater that links ask for
 * (link/source-text.ts).
 */

async function readAll(
  stream: ReadableStream<Uint8Array>,
  bytesMax: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    chunks.push(part.value);
    length += part.value.length;
    if (length > bytesMax) {
      await reader.cancel();
      throw new RangeError(`more than ${bytesMax} bytes`);
    }
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

export const textDeflater = {
  deflate: (text: string): Promise<Uint8Array> => {
    const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
    return readAll(stream, Number.MAX_SAFE_INTEGER);
  },

  /** Null when the bytes are no deflated text, or give more than `bytesMax` bytes. */
  inflate: async (bytes: Uint8Array<ArrayBuffer>, bytesMax: number): Promise<string | null> => {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(await readAll(stream, bytesMax));
    } catch {
      return null; // damaged, too long, or no text: the same to the reader of a link
    }
  },
};
