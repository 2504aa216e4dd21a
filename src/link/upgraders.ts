/**
 * Old links open for ever: upgrader number i turns format i + 1 into format i + 2. A format that has
 * been published never changes; its samples are frozen in __golden__.
 */
import { CURRENT_LINK_VERSION } from './link.ts';
import type { RawLink } from './raw-link.ts';

export type Upgrader = (link: RawLink) => RawLink;

export const UPGRADERS: readonly Upgrader[] = [];

export function upgradeLink(link: RawLink, upgraders: readonly Upgrader[] = UPGRADERS): RawLink {
  return upgraders
    .slice(link.version - 1, CURRENT_LINK_VERSION - 1)
    .reduce((older, upgrade) => ({ ...upgrade(older), version: older.version + 1 }), link);
}
