import { useState } from 'react';
import { Late } from '../shell/late.tsx';

const loadHelp = () => import('./recording-help.tsx');
const NOTHING = {};

/** Loaded when it is opened. */
export function RecordingHelpDetails() {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>How to record a trace</summary>
      {open && <Late load={loadHelp} given={NOTHING} />}
    </details>
  );
}
