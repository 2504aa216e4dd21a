import type * as PageLogParts from './page-log.tsx';

/** What draws the late columns and lists, once it is loaded. */
export type LateParts = typeof PageLogParts;
