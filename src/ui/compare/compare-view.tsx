import type { ViewProps } from '../shell/view-props.ts';
import { Button } from '../controls/button.tsx';

export default function CompareView({ onClose }: ViewProps) {
  return (
    <main>
      <h1>Compare</h1>
      <Button onClick={onClose}>Back to the workbench</Button>
    </main>
  );
}
