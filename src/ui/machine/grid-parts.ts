import type { TreePicture } from '../../view/machine/tree-picture.ts';

/** The table whose entries are listed, and in how many parts. */
interface Unfolded {
  readonly frame: number;
  readonly chunks: number;
}

/** Ids of the parts of the tree grid in their order: entries come below their table. */
export function gridParts(id: string, { nodes }: TreePicture, unfolded?: Unfolded): string {
  const entries = Array.from({ length: unfolded?.chunks ?? 0 }, (_, i) => `${id}rows${i}`);
  const tables = nodes.flatMap(({ frame }) => [
    `${id}${frame}`,
    ...(frame === unfolded?.frame ? entries : []),
  ]);
  return [...(unfolded === undefined ? [] : [`${id}head`]), ...tables].join(' ');
}
