import type { StepRecord } from '../../protocol/run.ts';
import css from './step-tip.module.css';

export interface StepTipProps {
  readonly record: StepRecord;
  /** Who did what, and what came of it. */
  readonly words: string;
  /** On screen: the middle of the mark. */
  readonly x: number;
  readonly y: number;
}

const WIDTH = 320;
const ABOVE = 16;

/** The step under the pointer: in words, and as the pseudo-code has it. */
export function StepTip({ record, words, x, y }: StepTipProps) {
  const { fn, n, text, violations } = record;
  const room = document.documentElement.clientWidth - WIDTH - 8;
  const left = Math.max(8, Math.min(x - WIDTH / 2, room));
  return (
    <div
      className={css['tip']}
      style={{ left, bottom: window.innerHeight - y + ABOVE, width: WIDTH }}
      role="tooltip"
    >
      <p>
        <b>{n}</b> {words}
      </p>
      {violations.map(({ property, title }) => (
        <p key={property} className={css['wrong']}>
          ✗ {property}: {title}
        </p>
      ))}
      <p className={css['code']}>
        {fn}: {text}
      </p>
    </div>
  );
}
