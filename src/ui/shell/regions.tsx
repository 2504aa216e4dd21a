import { MachinePanel } from '../machine/machine-panel.tsx';
import { Late } from './late.tsx';
import { pageIdle } from './page-idle.ts';
import { usePictureProps } from './use-picture-props.ts';

/** The second thing that is looked at: it comes when the story, the machine and the steps are there. */
const loadInspector = async () => {
  await pageIdle();
  return import('../inspector/inspector-panel.tsx');
};

export function MachineRegion() {
  const props = usePictureProps();
  return props === null ? null : <MachinePanel {...props} />;
}

export function InspectorRegion() {
  const props = usePictureProps();
  return props === null ? null : <Late load={loadInspector} given={props} />;
}
