import { useEffect, useRef, useState } from 'react';
import { seenText, type SeenPicture } from '../../view/timeline/zoom-window.ts';

interface StepsInViewProps {
  readonly picture: SeenPicture;
  readonly zoom: number;
  /** Of what can be seen, and how far it is scrolled. */
  readonly width: number;
  readonly left: number;
  /** What one place of the picture is: a step, a moment. */
  readonly unit: string;
}

/** A hand that zooms is told once, when it has stopped. */
const QUIET_MS = 300;

/** Says what a zoom has brought into view; not what stepping and scrolling do. */
export function StepsInView(props: StepsInViewProps) {
  const [said, setSaid] = useState('');
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  const before = useRef(props.zoom);
  const { zoom } = props;
  useEffect(() => {
    if (before.current === zoom) return undefined;
    const timer = setTimeout(() => {
      before.current = zoom;
      const { left, picture, unit, width } = latest.current;
      setSaid(seenText(picture, { left, width }, unit));
    }, QUIET_MS);
    return () => clearTimeout(timer);
  }, [zoom]);
  return (
    <p className="visually-hidden" role="status" aria-label="In view">
      {said}
    </p>
  );
}
