/** What the lanes can do without until the page is idle. */
export { evidenceArrows } from '../../view/timeline/evidence-arrows.ts';
export { Arrows } from './evidence-arrows.tsx';
export { LaneLines } from './lane-lines.tsx';
export { Minimap } from './minimap.tsx';
export { RunInView, RunZoom } from './run-zoom.tsx';
export { StepUnderPointer } from './step-under-pointer.tsx';
