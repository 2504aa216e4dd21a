/** Who did something, and where: the task, its CPU, and the flags of the line; each combination once. */
import { bytesOf, textOf } from '../text/ascii.ts';
import { InternedBytes, hashBytes } from '../text/interned-bytes.ts';
import type { LinePrefix } from '../text/line-prefix.ts';

export interface EventContext {
  readonly comm: string;
  /** -1 when the line does not say. */
  readonly pid: number;
  /** The thread group, when the trace records it. */
  readonly tgid?: number;
  readonly cpu: number;
  /** As printed: interrupts off, need-resched, and so on; absent if the trace has no such column. */
  readonly flags?: string;
}

export class Contexts {
  private readonly interned = new InternedBytes();
  readonly all: EventContext[] = [];
  /** A task has one number over all of its contexts. */
  private readonly taskOfContext: number[] = [];
  private readonly tasks = new Map<string, number>();

  get bytes(): number {
    return this.interned.bytes + this.all.length * 64;
  }

  get taskCount(): number {
    return this.tasks.size;
  }

  /** The bytes lines of this context begin with; none for a context told in another way. */
  bytesOf(context: number): Uint8Array | undefined {
    return this.interned.values[context];
  }

  intern(prefix: LinePrefix, bytes: Uint8Array, start: number): number {
    const { contextEnd, contextHash, contextText } = prefix;
    const before = this.interned.values.length;
    const id =
      contextText === undefined
        ? this.interned.intern(bytes, start, contextEnd, contextHash)
        : this.internText(contextText);
    if (id === before) this.add(textOf(this.interned.values[id] ?? new Uint8Array()));
    return id;
  }

  task(context: number): number {
    return this.taskOfContext[context] ?? 0;
  }

  private internText(text: string): number {
    const bytes = bytesOf(text);
    return this.interned.intern(bytes, 0, bytes.length, hashBytes(bytes, 0, bytes.length));
  }

  private add(text: string): void {
    const context = parseContext(text);
    const key = context.pid < 0 ? context.comm : String(context.pid);
    let task = this.tasks.get(key);
    if (task === undefined) this.tasks.set(key, (task = this.tasks.size));
    this.all.push(context);
    this.taskOfContext.push(task);
  }
}

const CPU = /^(.*)\s\[(\d+)\]\s*(\S*)$/;
/** The kernel and trace-cmd: `kt-244`, and the thread group if it is recorded. */
const DASHED = /^\s*(.*)-(\d+)\s*(?:\(\s*([-\d]+)\)\s*)?$/;
/** perf: `kt 256`, or process and thread. */
const SPACED = /^\s*(.*?)\s+(\d+)(?:\/(\d+))?\s*$/;

function parseContext(text: string): EventContext {
  const [, who = text, cpu = '0', flags = ''] = CPU.exec(text) ?? [];
  const rest = { cpu: Number(cpu), ...(flags === '' ? {} : { flags }) };
  const dashed = DASHED.exec(who);
  if (dashed !== null) {
    const [, comm = '', pid = '', tgid] = dashed;
    const group = tgid !== undefined && /^\d+$/.test(tgid) ? { tgid: Number(tgid) } : {};
    return { comm: comm.trim(), pid: Number(pid), ...group, ...rest };
  }
  const [, comm = who.trim(), first, second] = SPACED.exec(who) ?? [];
  if (first === undefined) return { comm, pid: -1, ...rest };
  if (second === undefined) return { comm, pid: Number(first), ...rest };
  return { comm, pid: Number(second), tgid: Number(first), ...rest };
}
