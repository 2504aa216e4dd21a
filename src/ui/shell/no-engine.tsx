import { useSyncExternalStore } from 'react';
import stories from 'virtual:story-texts';
import { decodeLink } from '../../link/decode-link.ts';
import { useActions } from '../../state/workbench-context.ts';
import { Button } from '../controls/button.tsx';
import { CopyField } from '../dialogs/copy-field.tsx';
import css from './no-engine.module.css';

/** What the page begins with. */
const FIRST_STORY = 'zap-drops-dirty-assist';

/** The engine has not started: what can be done without it. The alert above says why. */
export default function NoEngine() {
  const address = useSyncExternalStore(onAddress, () => window.location.href);
  return (
    <main className={css['page']}>
      <h1>Nothing can be stepped now</h1>
      <p>
        sptescope runs KVM’s paths in a worker: a script beside the page, which your browser did not
        start. The network may be gone; or the browser, an extension, or the rules of a firm’s
        network refuse workers. Try another browser, or a window without extensions.
      </p>
      <WhatWorks address={address} />
      <Story id={idOf(address)} />
    </main>
  );
}

function onAddress(changed: () => void): () => void {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
}

function WhatWorks({ address }: { readonly address: string }) {
  const actions = useActions();
  return (
    <section aria-labelledby="what-works">
      <h2 id="what-works">What works all the same</h2>
      <ul className={css['list']}>
        <li>Your run: it is in the address, and opens wherever the engine starts.</li>
        <li>The stories, in words, below.</li>
        <li>
          The decoder of SPTEs:{' '}
          <Button onClick={() => actions.showDialog('decoder')}>Decode an SPTE</Button>
        </li>
      </ul>
      <CopyField label="The address" text={address} rows={3} />
    </section>
  );
}

/** Of the scenario in the address; with none there, the first one. */
function idOf(address: string): string | null {
  const fragment = address.split('#')[1] ?? '';
  if (fragment === '') return FIRST_STORY;
  const decoded = decodeLink(fragment);
  const source = (decoded.ok ? decoded.link : decoded.partial)?.source;
  return source?.kind === 'shipped' ? source.id : null;
}

function Story({ id }: { readonly id: string | null }) {
  const story = stories.find((one) => one.id === id);
  return (
    <>
      {story !== undefined && (
        <section aria-labelledby="story-heading">
          <h2 id="story-heading">{story.title}</h2>
          <p className={css['summary']}>{story.summary}</p>
          <ol className={css['moments']}>
            {story.moments.map(({ look, text }) => (
              <li key={text}>
                <p>{text}</p>
                {look !== null && (
                  <p className={css['look']}>
                    <b>Look at</b> {look}
                  </p>
                )}
              </li>
            ))}
          </ol>
        </section>
      )}
      <section aria-labelledby="stories-heading">
        <h2 id="stories-heading">All stories</h2>
        <ul className={css['list']}>
          {stories.map((one) => (
            <li key={one.id}>
              <a href={`#v1/${one.id}`} aria-current={one.id === id ? 'page' : undefined}>
                {one.title}
              </a>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
