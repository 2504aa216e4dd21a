/** Which vCPU an event belongs to, when it does not say: that of the vCPU its thread named last. */
import type { Contexts } from '../events/contexts.ts';
import { KIND } from '../events/event-kinds.ts';
import type { EventTable } from '../events/event-table.ts';

export class VcpuThreads {
  private readonly vcpuOfTask = new Map<number, number>();
  private readonly events: EventTable;
  private readonly contexts: Contexts;

  /** Events before `firstEvent` are looked at, to know the threads by then. */
  constructor(trace: {
    readonly events: EventTable;
    readonly contexts: Contexts;
    readonly firstEvent: number;
  }) {
    this.events = trace.events;
    this.contexts = trace.contexts;
    for (let event = 0; event < trace.firstEvent; event++) this.vcpu(event);
  }

  /** -1: none. To be asked in the order of events: a thread that exits to user space is none until it runs again. */
  vcpu(event: number): number {
    const { contexts, events, vcpuOfTask } = this;
    const task = contexts.task(events.context[event] ?? 0);
    const named = events.vcpu(event);
    if (named >= 0) {
      vcpuOfTask.set(task, named);
      return named;
    }
    const kind = events.kind(event);
    const before = vcpuOfTask.get(task) ?? -1;
    if (kind === KIND.USERSPACE_EXIT || kind === KIND.MARKER) vcpuOfTask.delete(task);
    return kind === KIND.MARKER ? -1 : before;
  }
}
