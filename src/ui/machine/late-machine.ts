/** What the machine can do without until the page is idle. */
export * from './page-log.tsx';
export { TreeGridKeys } from './tree-grid-keys.tsx';
