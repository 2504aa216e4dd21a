/**
 * The roots of the page tables. Several of one address space may be alive at once: after a memslot was
 * deleted vCPUs build a new one while the old one is torn down, and a host runs many guests. No event
 * names its root.
 */
import { NONE } from './page-tables.ts';

export interface Root {
  readonly id: number;
  readonly asId: number;
  readonly level: number;
  /** Its table of the highest level. */
  readonly table: number;
  readonly createdAt: number;
  /** Its first entries were seen appearing; else the trace begins in the middle of its life. */
  readonly fromStart: boolean;
  /** The event that made it invalid: vCPUs must not add to it any more. */
  invalidAt: number;
  /** The event that took its last entry. */
  endedAt: number;
}

export class Roots {
  readonly all: Root[] = [];
  /** By address space: those that are not empty for good, oldest first. */
  private readonly alive: Root[][] = [];
  /** The root each task added to last. */
  private readonly rootOfTask: (Root | undefined)[] = [];

  aliveOf(asId: number): readonly Root[] {
    return this.alive[asId] ?? [];
  }

  add(root: Omit<Root, 'id' | 'invalidAt' | 'endedAt'>): Root {
    const added: Root = { ...root, id: this.all.length, invalidAt: NONE, endedAt: NONE };
    this.all.push(added);
    (this.alive[root.asId] ??= []).push(added);
    return added;
  }

  end(root: Root, event: number): void {
    root.endedAt = event;
    this.alive[root.asId] = this.aliveOf(root.asId).filter((other) => other !== root);
    this.rootOfTask.forEach((mine, task) => {
      if (mine === root) this.rootOfTask[task] = undefined;
    });
  }

  invalidateAll(event: number): void {
    for (const root of this.alive.flat()) {
      if (root.invalidAt === NONE) root.invalidAt = event;
    }
  }

  rootOf(task: number, asId: number): Root | undefined {
    const root = this.rootOfTask[task];
    return root?.asId === asId ? root : undefined;
  }

  /**
   * A task that leaves a root for a newer one takes the others of its guest with it: the older one is
   * no longer current, even when no event said that it became invalid.
   */
  setRootOf(task: number, root: Root, event: number): void {
    const before = this.rootOfTask[task];
    if (before === root) return;
    this.rootOfTask[task] = root;
    if (
      before?.asId === root.asId &&
      before.createdAt < root.createdAt &&
      before.invalidAt === NONE
    ) {
      before.invalidAt = event;
    }
  }

  /** The newest valid root at an event, which is what a vCPU would load; else the newest there is. */
  currentAt(asId: number, event: number): Root | undefined {
    const there = this.all.filter((root) => root.asId === asId && isAliveAt(root, event));
    return there.filter((root) => root.invalidAt > event).at(-1) ?? there.at(-1);
  }
}

export function isAliveAt(root: Root, event: number): boolean {
  return root.createdAt <= event && event < root.endedAt;
}
