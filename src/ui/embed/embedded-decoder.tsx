import { Decoder } from '../decoder/decoder.tsx';
import css from './embed-view.module.css';

/** A value in full: in a page that cannot be changed, it is the link's. */
export default function EmbeddedDecoder({ fixed }: { readonly fixed: boolean }) {
  return (
    <fieldset className={css['decoder']} disabled={fixed}>
      <Decoder />
    </fieldset>
  );
}
