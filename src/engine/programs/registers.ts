/**
 * Registers: a program's locals, one cell each, per actor. Each block has its own cells for ever
 * (programs do not recurse), so a call needs no frame; a program names the blocks that are dead when
 * it returns, and they are cleared, so that equal states hash equal.
 */
export type Reg = number & { readonly brand: 'Reg' };
/** The lo cell of a 64-bit register; hi is the next one. */
export type Reg64 = number & { readonly brand: 'Reg64' };

export interface RegisterBlock {
  readonly name: string;
  readonly first: number;
  readonly end: number;
}

const names: string[] = [];

/** Names of all registers of all programs loaded, in cell order. */
export function registerNames(): readonly string[] {
  return [...names];
}

/** Declares a block of registers. Programs do this once, when their module is loaded. */
export function defineRegisters<const N extends string, const W extends string = never>(
  name: string,
  { u32, u64 = [] }: { u32: readonly N[]; u64?: readonly W[] },
): { readonly block: RegisterBlock; readonly reg: Readonly<Record<N, Reg> & Record<W, Reg64>> } {
  const first = names.length;
  const reg: Record<string, number> = {};
  for (const register of u32) {
    reg[register] = names.length;
    names.push(`${name}.${register}`);
  }
  for (const register of u64) {
    reg[register] = names.length;
    names.push(`${name}.${register}.lo`, `${name}.${register}.hi`);
  }
  return {
    block: { name, first, end: names.length },
    reg: reg as Record<N, Reg> & Record<W, Reg64>,
  };
}
