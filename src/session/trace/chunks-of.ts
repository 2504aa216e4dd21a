import type { TraceFile } from '../../protocol/trace.ts';
import type { Chunks } from '../../trace/import-trace.ts';

/** A file's bytes as they come; never all of them at once. */
export async function* chunksOf(file: TraceFile): Chunks {
  const reader = file.stream().getReader();
  try {
    for (let part = await reader.read(); part.value !== undefined; part = await reader.read()) {
      yield part.value;
    }
  } finally {
    await reader.cancel();
  }
}
