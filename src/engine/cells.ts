/**
 * All model state is cells: one array of unsigned 32-bit words. A memory map names them. Regions are
 * arrays of records; a record has named fields, one cell each.
 *
 * The key of a cell (fingerprint.ts) is made from its names, never from its address, so that adding
 * a region or a field leaves the digests of states that do not use it as they were.
 */
import { assert, present } from '../base/assert.ts';

/** Reads cells; the machine's own memory and a page's mirror of it both are one. */
export interface CellReader {
  /** The value of a cell, an unsigned 32-bit integer. */
  read(cell: number): number;
}

export interface Region {
  readonly name: string;
  /** Cell of field 0 of record 0. */
  readonly base: number;
  /** How many records. */
  readonly count: number;
  /** Cells of a record, in order. */
  readonly fields: readonly string[];
  /** Cells per record: `fields.length`. */
  readonly stride: number;
}

/** Cells of a region that takes part in the hash, or of one that does not (counters). */
export interface RegionRequest {
  readonly name: string;
  readonly count: number;
  readonly fields: readonly string[];
  /** Counters are left out: two runs that counted differently are in the same state. */
  readonly hashed: boolean;
}

export class MemoryMap {
  readonly regions: readonly Region[];
  /** Cells below this one are hashed, those from it on are not. */
  readonly hashedEnd: number;
  readonly cellCount: number;

  constructor(requests: readonly RegionRequest[]) {
    const regions: Region[] = [];
    let base = 0;
    const place = ({ name, count, fields }: RegionRequest): void => {
      assert(
        regions.every((region) => region.name !== name),
        `region ${name} is declared twice`,
      );
      regions.push({ name, base, count, fields, stride: fields.length });
      base += count * fields.length;
    };
    requests.filter((request) => request.hashed).forEach(place);
    this.hashedEnd = base;
    requests.filter((request) => !request.hashed).forEach(place);
    this.cellCount = base;
    this.regions = regions;
  }

  region(name: string): Region {
    return present(
      this.regions.find((region) => region.name === name),
      `no region ${name}`,
    );
  }

  /** Which record and field a cell is; for evidence and for the page. */
  locate(cell: number): { region: Region; record: number; field: string } {
    const region = present(
      this.regions.find((r) => cell >= r.base && cell < r.base + r.count * r.stride),
      `cell ${cell} is outside the memory`,
    );
    const offset = cell - region.base;
    const field = present(
      region.fields[offset % region.stride],
      'a region has cells past its fields',
    );
    return { region, record: Math.floor(offset / region.stride), field };
  }
}

/** Offset of a named field inside a record. */
export function fieldOffset(region: Region, field: string): number {
  const offset = region.fields.indexOf(field);
  if (offset < 0) assert(false, `region ${region.name} has no field ${field}`);
  return offset;
}
