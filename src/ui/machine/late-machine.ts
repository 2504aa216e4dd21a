/** What the machine can do without until the page is idle. */
export { LeafTableAlong } from '../../view/machine/leaf-table-along.ts';
export * from './page-log.tsx';
export { TreeGridKeys } from './tree-grid-keys.tsx';
