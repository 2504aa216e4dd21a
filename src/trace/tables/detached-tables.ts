/**
 * Tables that were unlinked, whose entries the kernel still goes over: handle_removed_pt() reports every
 * entry it empties, with the gfn and the level only.
 */
import type { PageTables } from './page-tables.ts';

/** Of one place, the tables unlinked last; older ones have long been gone over. */
const KEPT_MAX = 4;

export interface DetachedTable {
  readonly table: number;
  /** Who unlinked it: the same task goes over its entries. */
  readonly task: number;
}

export class DetachedTables {
  private readonly byPlace = new Map<number, DetachedTable[]>();
  private readonly tables: PageTables;

  constructor(tables: PageTables) {
    this.tables = tables;
  }

  /** The table, and all below it, were unlinked. */
  add(table: number, task: number, event: number): void {
    const { tables } = this;
    tables.detachedAt[table] = event;
    const place = placeOf(
      tables.asId[table] ?? 0,
      tables.level[table] ?? 1,
      tables.base[table] ?? 0,
    );
    const here = this.byPlace.get(place);
    if (here === undefined) this.byPlace.set(place, [{ table, task }]);
    else {
      here.push({ table, task });
      if (here.length > KEPT_MAX) here.shift();
    }
    tables.forEachChild(table, (child) => {
      this.add(child, task, event);
    });
  }

  at(asId: number, level: number, base: number): readonly DetachedTable[] | undefined {
    return this.byPlace.get(placeOf(asId, level, base));
  }
}

function placeOf(asId: number, level: number, base: number): number {
  return (base * 8 + level) * 4 + asId;
}
