import type { Branches } from './run-model.ts';

/** The story keeps its name; everything else may be called anything. */
export function renameBranch(branches: Branches, id: string, name: string): Branches {
  const list = branches.list.map((branch) => (branch.id === id ? { ...branch, name } : branch));
  return { ...branches, list };
}
