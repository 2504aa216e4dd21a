import { Decoder } from '../decoder/decoder.tsx';
import type { EmbedMode } from './embed-view.tsx';
import css from './embed-view.module.css';

/** A value in full: in a page that cannot be changed, it is the link's. */
export default function EmbeddedDecoder({ mode }: { readonly mode: EmbedMode }) {
  return (
    <fieldset className={css['decoder']} disabled={mode === 'read'}>
      <Decoder />
    </fieldset>
  );
}
