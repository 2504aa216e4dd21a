import { InspectorPanel } from '../inspector/inspector-panel.tsx';
import { MachinePanel } from '../machine/machine-panel.tsx';
import { usePictureProps } from './use-picture-props.ts';

export function MachineRegion() {
  const props = usePictureProps();
  return props === null ? null : <MachinePanel {...props} />;
}

export function InspectorRegion() {
  const props = usePictureProps();
  return props === null ? null : <InspectorPanel {...props} />;
}
