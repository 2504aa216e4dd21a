import { Dialog } from '../dialogs/dialog.tsx';
import { PictureButtons, type PictureButtonsProps } from '../export/picture-buttons.tsx';
import { Decoder } from './decoder.tsx';
import css from './decoder.module.css';

/** The decoder over whatever is open, with its report as a file. */
export default function DecoderDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Decode an SPTE" width={980} onClose={onClose}>
      <Decoder asPicture={AsPicture} />
    </Dialog>
  );
}

function AsPicture(props: PictureButtonsProps) {
  return (
    <div className={css['picture']} role="group" aria-label="As a picture">
      <PictureButtons {...props} />
    </div>
  );
}
