/** Goes through the steps on screen and draws each: the frames of an animation. */
import type { Animation, AnimationFrame } from '../../view/export/animated-svg.ts';
import type { Subtitle } from '../../view/export/subtitles.ts';
import { drawSubtitle, SUBTITLE_HEIGHT } from './subtitle.ts';
import { Definitions } from './svg-canvas.ts';
import { escapeXml } from './svg-paint.ts';
import { drawRegion, type Caption } from './svg-of-region.ts';

export interface Recording {
  readonly region: () => HTMLElement;
  readonly subtitles: readonly Subtitle[];
  /** Puts a position on screen, and waits until it is painted. */
  readonly show: (position: number) => Promise<void>;
  readonly onFrame: (frame: number) => void;
  readonly signal: AbortSignal;
  readonly caption: Caption;
  readonly still: number;
}

const STEP_MS = 1400;
/** The first picture is to be understood, the last one to be looked at; so is what goes wrong. */
const LONG_MS = 4000;

/** Null when it was stopped. */
export async function recordRun(recording: Recording): Promise<Animation | null> {
  const { caption, region, signal, still, subtitles } = recording;
  const definitions = new Definitions();
  const drawn = [];
  for (const [n, { position }] of subtitles.entries()) {
    recording.onFrame(n);
    await recording.show(position);
    if (signal.aborted) return null;
    drawn.push(drawRegion(region(), definitions));
  }
  const width = Math.max(...drawn.map((one) => one.width));
  const height = Math.max(...drawn.map((one) => one.height));
  const frames = drawn.map(({ canvas }, n): AnimationFrame => {
    const subtitle = subtitles[n];
    const shapes =
      subtitle === undefined ? [] : drawSubtitle(subtitle, { region: region(), width, height });
    const isEdge = n === 0 || n === drawn.length - 1;
    return {
      shapes: [...canvas.shapes, ...shapes],
      durationMs: isEdge || subtitle?.wrong !== '' ? LONG_MS : STEP_MS,
    };
  });
  return {
    frames,
    definitions: definitions.markup,
    still: Math.max(
      0,
      subtitles.findIndex(({ position }) => position === still),
    ),
    width,
    height: height + SUBTITLE_HEIGHT,
    background: drawn[0]?.background ?? '#ffffff',
    title: escapeXml(caption.title),
    description: escapeXml(caption.description),
  };
}
