import type { LifeMoment } from '../../protocol/trace.ts';
import { goToEvent } from '../../state/trace/trace-actions.ts';
import { useTrace, useTraceState } from '../../state/trace/trace-port.ts';
import { counted, grouped } from '../../view/trace/counted.ts';
import { gapText } from '../../view/trace/trace-facts.ts';
import { spteHex } from '../../view/trace/entry-text.ts';
import { Button } from '../controls/button.tsx';
import { LifeLetters } from './life-letters.tsx';
import { ScenarioOfThis } from './scenario-of-this.tsx';
import { useAsked } from './use-asked.ts';
import css from './cursor-panel.module.css';

/** Every SPTE a gfn had, and everything else that names it. */
export function LifePanel() {
  const gfn = useTraceState((state) => state.gfn);
  const { reply } = useAsked<'life'>(gfn === null ? null : { type: 'life', gfn });
  if (gfn === null) {
    return <p className={css['none']}>Name a gfn above, or press Enter on a change of its SPTE.</p>;
  }
  if (reply === null) return null;
  if (reply.total === 0) {
    return <p className={css['none']}>Nothing in the trace is about gfn {gfn.toString(16)}.</p>;
  }
  return (
    <>
      <h3 className={css['heading']}>
        gfn {reply.gfn.toString(16)}: {counted(reply.total, 'moment')}
      </h3>
      <ScenarioOfThis gfn={reply.gfn} />
      <ol className={css['life']}>
        {reply.moments.map((moment, i) => (
          <Moment key={i} moment={moment} before={reply.moments[i - 1] ?? null} />
        ))}
      </ol>
      {reply.total > reply.moments.length && (
        <p className={css['none']}>and {grouped(reply.total - reply.moments.length)} more</p>
      )}
    </>
  );
}

interface MomentProps {
  readonly moment: LifeMoment;
  readonly before: LifeMoment | null;
}

function Moment({ before, moment }: MomentProps) {
  const { event, kind, level, line, new: after, old, task, text, time, verdict } = moment;
  const port = useTrace();
  const digits = useTraceState(({ outline }) => outline?.clockDigits ?? 0);
  const isCursor = useTraceState(({ cursor }) => cursor === event);
  const isBad = verdict === 'illegal' || verdict === 'defect';
  return (
    <li className={css['moment']} aria-current={isCursor || undefined} data-bad={isBad}>
      <Button look="quiet" className={css['where'] ?? ''} onClick={() => goToEvent(port, event)}>
        line {grouped(line)}, {time}
      </Button>
      <span className={css['change']}>
        {task}
        {before !== null && `, ${gapText(moment.clock - before.clock, digits)} later`}
      </span>
      {level !== null && (
        <span className={css['sptes']}>
          L{level} {kind === 'split' ? '' : shown(old)} → {shown(after)}
          <LifeLetters {...moment} />
        </span>
      )}
      <span className={css['text']}>
        {isBad && '! '}
        {text}
      </span>
    </li>
  );
}

function shown(spte: LifeMoment['old']): string {
  return spte === null ? 'unknown' : `${spteHex(spte)} ${spte.state}`;
}
