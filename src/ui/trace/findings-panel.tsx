import { useState } from 'react';
import type { Finding } from '../../protocol/trace.ts';
import { goToEvent, showLife } from '../../state/trace/trace-actions.ts';
import { useTrace, useTraceState } from '../../state/trace/trace-port.ts';
import { counted, grouped } from '../../view/trace/counted.ts';
import { Button } from '../controls/button.tsx';
import { useAsked } from './use-asked.ts';
import css from './findings-panel.module.css';

const SHOWN = 100;
const COMMIT_ADDRESS = 'https://git.kernel.org/linus/';

/** Every change that is not plainly legal, with its line; known defects by name. */
export function FindingsPanel() {
  const [first, setFirst] = useState(0);
  const { reply } = useAsked<'findings'>({ type: 'findings', first, count: SHOWN });
  if (reply === null) return null;
  const { findings, total } = reply;
  if (total === 0) {
    return (
      <p className={css['none']}>
        No findings: every change of an SPTE is one that the state machine knows. What TLBs held and
        who held mmu_lock is not in a trace.
      </p>
    );
  }
  /** At an end the button stays where the focus is, and does nothing. */
  const turnTo = (next: number): void => {
    if (next >= 0 && next < total) setFirst(next);
  };
  return (
    <>
      <ol className={css['list']}>
        {findings.map((finding, i) => (
          <FindingItem key={first + i} {...finding} />
        ))}
      </ol>
      {total > SHOWN && (
        <p className={css['pages']}>
          <Button aria-disabled={first === 0} onClick={() => turnTo(first - SHOWN)}>
            Earlier
          </Button>
          {grouped(first + 1)} to {grouped(first + findings.length)} of {counted(total, 'finding')}
          <Button aria-disabled={first + SHOWN >= total} onClick={() => turnTo(first + SHOWN)}>
            Later
          </Button>
        </p>
      )}
    </>
  );
}

const VERDICT_WORDS: Readonly<Record<Finding['verdict'], string>> = {
  illegal: '! illegal',
  unknown: '? unknown',
  defect: '! known defect',
  lost: '! lost bits',
  contradiction: '? contradiction',
};

function FindingItem(finding: Finding) {
  const { commit, event, from, gfn, level, line, old, scenarios, time, to, verdict, what } =
    finding;
  const port = useTrace();
  const isCursor = useTraceState(({ cursor }) => cursor === event);
  const go = (): void => {
    showLife(port, Number.parseInt(gfn, 16));
    goToEvent(port, event);
  };
  return (
    <li className={css['finding']} data-verdict={verdict} aria-current={isCursor || undefined}>
      <Button look="quiet" className={css['where'] ?? ''} onClick={go}>
        <b className={css['verdict']}>{VERDICT_WORDS[verdict]}</b> line {grouped(line)}, {time}: gfn{' '}
        {gfn}, level {level}
      </Button>
      <p className={css['change']}>
        {old} → {finding.new}
        {from !== '' && ` (${from} → ${to})`}
      </p>
      <p>{what}</p>
      {(commit !== null || scenarios.length > 0) && (
        <p className={css['links']}>
          {commit !== null && (
            <a href={COMMIT_ADDRESS + commit} target="_blank" rel="noreferrer">
              {commit}
            </a>
          )}
          {scenarios.map((id) => (
            <a key={id} href={`#v1/${id}`}>
              scenario {id}
            </a>
          ))}
        </p>
      )}
    </li>
  );
}
