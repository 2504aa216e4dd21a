import type { ViewProps } from '../shell/view-props.ts';
import { Button } from '../controls/button.tsx';

export default function TraceView({ onClose }: ViewProps) {
  return (
    <main>
      <h1>Trace</h1>
      <Button onClick={onClose}>Back to the workbench</Button>
    </main>
  );
}
