/** Tells links apart: to a run, or to something of its own beside the runs. */
import { CURRENT_LINK_VERSION, OWN_PATHS, type OwnPath } from './link.ts';
import { repairLink, splitLink } from './raw-link.ts';
import { upgradeLink } from './upgraders.ts';

/** A text that is no link at all, or one of a later format, is left to the reader of links to runs. */
export function linkKind(text: string): 'run' | OwnPath {
  const raw = splitLink(repairLink(text));
  if (raw === null || raw.version === 0 || raw.version > CURRENT_LINK_VERSION) return 'run';
  const [first] = upgradeLink(raw).path;
  return OWN_PATHS.find((path) => path === first) ?? 'run';
}
