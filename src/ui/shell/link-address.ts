import { encodeLink } from '../../link/encode-link.ts';
import { linkOf, type Linked } from '../../state/link-sync.ts';

/** The whole address of what is on screen. */
export function linkAddress(state: Linked): string {
  const link = linkOf(state);
  const { origin, pathname, search } = window.location;
  // The page from a file has no origin to speak of.
  const base =
    origin === 'null' ? window.location.href.replace(/#.*$/s, '') : origin + pathname + search;
  return link === null ? base : `${base}#${encodeLink(link)}`;
}
