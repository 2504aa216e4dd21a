import {
  spanEdges,
  spanText,
  tooManyText,
  type StepSpan,
} from '../../view/timeline/zoom-window.ts';
import { ZOOM_STEP } from '../../view/timeline/zoom.ts';
import { useViewCommands } from '../keys/view-commands.ts';
import { placeOf, useKeptPlace, useZoomTo, type ZoomedPicture, type ZoomTo } from './zoom-to.ts';
import { useZoomGestures } from './use-zoom-gestures.ts';
import css from './zoom-layer.module.css';

export interface ZoomLayerProps extends ZoomedPicture {
  /** What one place of the picture is: a step, a moment. */
  readonly unit: string;
  /** What keys zoom to; null, and a word why, where there is none. */
  readonly goals: ZoomGoals;
  /** Where the whole can be seen of a run that does not fit. */
  readonly overview?: string;
  readonly onPick: (x: number) => void;
  readonly onNothing: (text: string) => void;
}

export interface ZoomGoals {
  readonly violation?: () => StepSpan | null;
  readonly lock?: () => StepSpan | null;
}

/** Among the numbers of the steps: they can be dragged over; and what has been, as a band. */
export function ZoomLayer(props: ZoomLayerProps) {
  const { onPick, picture, scroller, unit } = props;
  const to = useZoomTo(props);
  const zoomTo: ZoomTo = {
    ...to,
    whole: () => {
      to.whole();
      const { onNothing, overview = '', width: seen, zoom } = props;
      const text = tooManyText(picture, { width: seen, zoom }, unit);
      if (text !== '') onNothing(`${text}${overview}`);
    },
  };
  useKeptPlace(props);
  useZoomCommands(props, zoomTo);
  const span = useZoomGestures({ picture, scroller, zoomTo, onPick });
  const { axisTop, height, width } = picture;
  return (
    <>
      <rect className={css['numbers']} x={0} y={axisTop} width={width} height={height - axisTop}>
        <title>{`Drag over ${unit}s to zoom to them; double click: the whole run`}</title>
      </rect>
      {span !== null && <Band picture={picture} span={span} unit={unit} />}
    </>
  );
}

const TEXT = { character: 6.6, beside: 8, height: 16 };

function Band({
  picture,
  span,
  unit,
}: Pick<ZoomLayerProps, 'picture' | 'unit'> & { span: StepSpan }) {
  const { left, right } = spanEdges(picture, span);
  const text = spanText(span, unit);
  const width = text.length * TEXT.character + 2 * TEXT.beside;
  const middle = Math.max(width / 2, Math.min((left + right) / 2, picture.width - width / 2));
  const y = picture.height - TEXT.height - 3;
  return (
    <g className={css['band']}>
      <rect x={left} y={1} width={right - left} height={picture.height - 2} rx={3} />
      <rect data-tag x={middle - width / 2} y={y} width={width} height={TEXT.height} rx={8} />
      <text x={middle} y={y + 12}>
        {text}
      </text>
    </g>
  );
}

function useZoomCommands(props: ZoomLayerProps, to: ZoomTo): void {
  const { goals, onNothing } = props;
  const goal = (find: () => StepSpan | null, nothing: string) => (): void => {
    const span = find();
    if (span === null) onNothing(nothing);
    else to.span(span);
  };
  useViewCommands({
    'timeline/zoom-in': () => to.by(ZOOM_STEP, placeOf(props)),
    'timeline/zoom-out': () => to.by(1 / ZOOM_STEP, placeOf(props)),
    'timeline/whole': to.whole,
    ...(goals.violation && {
      'timeline/violation': goal(goals.violation, 'There is nothing wrong up to here to zoom to.'),
    }),
    ...(goals.lock && { 'timeline/lock': goal(goals.lock, 'Nobody takes mmu_lock on this run.') }),
  });
}
