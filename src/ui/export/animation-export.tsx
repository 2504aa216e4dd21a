import { useEffect, useRef, useState } from 'react';
import type { OpenRun } from '../../state/run-to-export.ts';
import { useActions, useWorkbench } from '../../state/workbench-context.ts';
import { animatedSvg } from '../../view/export/animated-svg.ts';
import { STEPS_MAX, subtitles } from '../../view/export/subtitles.ts';
import { Button } from '../controls/button.tsx';
import { painted } from './painted.ts';
import { recordRun } from './record-run.ts';
import { saveFile, textFile } from './save-file.ts';
import type { Caption } from './svg-of-region.ts';

interface AnimationExportProps {
  readonly open: OpenRun;
  /** Of the file, without its ending. */
  readonly name: string;
  readonly region: () => HTMLElement;
  readonly caption: Caption;
}

/** The run as a picture that moves by itself: the page goes through it, and comes back. */
export function AnimationExport({ caption, name, open, region }: AnimationExportProps) {
  const { store, whenIdle } = useWorkbench();
  const actions = useActions();
  const [frame, setFrame] = useState<number | null>(null);
  const stopped = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    stopped.current = controller;
    return () => controller.abort();
  }, []);
  const shown = subtitles(open.run, open.position);
  const first = shown[0]?.position ?? 0;
  const isCut = open.run.records.length > STEPS_MAX;
  const save = async (): Promise<void> => {
    const { position: before } = store.getState();
    const animation = await recordRun({
      region,
      subtitles: shown,
      caption,
      still: open.position,
      signal: stopped.current.signal,
      onFrame: setFrame,
      show: async (position) => {
        await actions.goTo(position);
        await whenIdle();
        await painted();
      },
    }).finally(() => actions.goTo(before));
    setFrame(null);
    if (animation !== null) {
      saveFile(textFile(`${name}.svg`, 'image/svg+xml', animatedSvg(animation)));
    }
  };
  return (
    <>
      <Button onClick={() => void save()} disabled={frame !== null}>
        Animated SVG
      </Button>
      <span role="status">
        {frame !== null && `Drawing ${frame + 1} of ${shown.length}…`}
        {frame === null && isCut && `of steps ${first + 1} to ${first + STEPS_MAX}`}
      </span>
    </>
  );
}
