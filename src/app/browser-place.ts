/** The address bar and the history of the browser. */
import type { LinkPlace } from '../state/link-sync.ts';

/** The fragment without the `#`. From the whole address, because `location.hash` is decoded in places. */
function readFragment(): string {
  const [, fragment = ''] = /#(.*)$/s.exec(window.location.href) ?? [];
  return fragment;
}

export const browserPlace: LinkPlace = {
  read: readFragment,
  write: (fragment, how) => {
    try {
      // Within another page, its back button is not ours to fill.
      if (how === 'push' && window.parent === window)
        window.history.pushState(null, '', `#${fragment}`);
      else window.history.replaceState(null, '', `#${fragment}`);
    } catch {
      // A host that forbids it (a sandboxed frame), or too many in a short time. Links can still be
      // made by hand: the share dialog makes them from the state, not from the address.
    }
  },
};

/** The back button, a link within the page, or a fragment typed in. */
export function onNavigation(listener: (fragment: string) => void): void {
  window.addEventListener('popstate', () => {
    listener(readFragment());
  });
}
