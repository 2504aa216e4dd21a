import type { ReactNode } from 'react';
import type { OpenedTraceReply } from '../../protocol/trace.ts';
import { counted, grouped } from '../../view/trace/counted.ts';
import { ScrollRegion } from '../controls/scroll-region.tsx';
import css from './what-was-read.module.css';

type Summary = OpenedTraceReply['summary'];

/** Everything the reader says of the file: nothing of it is dropped in silence. */
export function WhatWasRead({ summary }: OpenedTraceReply) {
  return (
    <ScrollRegion className={css['panel']} label="What was read">
      <Format {...summary} />
      <NotUnderstood {...summary} />
      <Lost {...summary} />
      <Kinds {...summary} />
      <Faults {...summary} />
      <Transitions {...summary} />
      <DirtyLogging {...summary} />
    </ScrollRegion>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={css['part']}>
      <h2 className={css['heading']}>{title}</h2>
      {children}
    </section>
  );
}

function Format({ layout }: Summary) {
  return (
    <Part title="Format of the SPTEs">
      <p>
        {layout.title}, {layout.rootLevel} levels
      </p>
      <ul className={css['notes']}>
        {layout.reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
        {layout.doubts.map((doubt) => (
          <li key={doubt}>Not certain: {doubt}</li>
        ))}
      </ul>
    </Part>
  );
}

function NotUnderstood({ misread, unknown, unreadable }: Summary) {
  if (unknown.events + misread.events + unreadable.lines === 0) {
    return (
      <Part title="Not understood">
        <p>Nothing: every line is an event of a known kind, or belongs to the recording.</p>
      </Part>
    );
  }
  return (
    <Part title="Not understood">
      <ul className={css['notes']}>
        {unknown.kinds.map(({ count, lines, name }) => (
          <li key={name}>
            <code>{name}</code>: unknown kind, {counted(count, 'event')}, {linesText(lines, count)}
          </li>
        ))}
      </ul>
      <LineNotes
        title="Messages that read otherwise"
        count={misread.events}
        notes={misread.first}
      />
      <LineNotes
        title="Lines that are no events"
        count={unreadable.lines}
        notes={unreadable.first}
      />
    </Part>
  );
}

const LINES_SHOWN = 8;

function linesText(lines: readonly number[], count: number): string {
  const more = count > LINES_SHOWN ? ' …' : '';
  return `line ${lines.slice(0, LINES_SHOWN).map(grouped).join(', ')}${more}`;
}

interface LineNotesProps {
  readonly title: string;
  readonly count: number;
  readonly notes: readonly { readonly line: number; readonly text: string }[];
}

const NOTES_SHOWN = 100;

function LineNotes({ count, notes, title }: LineNotesProps) {
  if (count === 0) return null;
  const shown = notes.slice(0, NOTES_SHOWN);
  return (
    <>
      <h3 className={css['sub']}>
        {title}: {grouped(count)}
      </h3>
      <ol className={css['lines']}>
        {shown.map(({ line, text }) => (
          <li key={line}>
            line {grouped(line)}: <code>{text}</code>
          </li>
        ))}
      </ol>
      {count > shown.length && <p>and {grouped(count - shown.length)} more</p>}
    </>
  );
}

function Lost({ backwards, damaged, endsInLine, lost }: Summary) {
  if (lost.length === 0 && backwards.events === 0 && damaged === null && !endsInLine) return null;
  return (
    <Part title="Missing">
      <ul className={css['notes']}>
        {lost.slice(0, NOTES_SHOWN).map(({ count, cpu, line }) => (
          <li key={line}>
            line {grouped(line)}: CPU {cpu} lost{' '}
            {count === null ? 'events' : counted(count, 'event')}
          </li>
        ))}
        {lost.length > NOTES_SHOWN && <li>and {grouped(lost.length - NOTES_SHOWN)} more times</li>}
        {backwards.events > 0 && (
          <li>
            The clock goes back {counted(backwards.events, 'time')}, first on line{' '}
            {grouped(backwards.firstLine)}.
          </li>
        )}
        {damaged !== null && <li>The compressed data end early or are damaged: {damaged}.</li>}
        {endsInLine && (
          <li>The file ends without a line end: its last line may be cut off, and is no event.</li>
        )}
      </ul>
    </Part>
  );
}

function Kinds({ kinds }: Summary) {
  return (
    <Part title="Events by kind">
      <Counts rows={kinds.map(({ count, name }) => [name, grouped(count)])} />
    </Part>
  );
}

function Faults({ vcpus }: Summary) {
  if (vcpus.length === 0) return null;
  const rows = vcpus.map(
    ({ fast, faults, spurious, vcpu }) =>
      [
        vcpu < 0 ? 'a vCPU that is not named' : `vCPU ${vcpu}`,
        `${counted(faults, 'fault')}, ${grouped(fast)} of them settled fast, ${grouped(spurious)} spurious`,
      ] as const,
  );
  return (
    <Part title="Faults">
      <Counts rows={rows} />
    </Part>
  );
}

function Transitions({ conformance, silent }: Summary) {
  const { changes, illegal, legal, transitions, unknown } = conformance;
  return (
    <Part title="What the state machine says">
      <p>
        {counted(changes, 'SPTE change')}: {grouped(legal)} legal, {grouped(unknown)} unknown,{' '}
        {grouped(illegal)} illegal
      </p>
      <Counts
        rows={transitions.map(({ count, flush, fn, locks, title }) => [
          title,
          `${grouped(count)}: ${fn}, mmu_lock ${locks.join(' or ')}, flush ${flush}`,
        ])}
      />
      <p>
        Changes without an event: {grouped(silent['setByHardware'] ?? 0)} by the CPU (Accessed or
        Dirty), {grouped(silent['lostAccessedOrDirty'] ?? 0)} lost Accessed or Dirty.
      </p>
      <p className={css['muted']}>
        Not in a trace, and not judged: what TLBs hold, who holds mmu_lock, and flushes.
      </p>
    </Part>
  );
}

function DirtyLogging({ dirtyLogging }: Summary) {
  if (dirtyLogging.length === 0) return null;
  return (
    <Part title={`Dirty logging: ${counted(dirtyLogging.length, 'pass', 'passes')}`}>
      <ol className={css['lines']}>
        {dirtyLogging.slice(0, NOTES_SHOWN).map((pass) => (
          <li key={pass.firstLine}>
            lines {grouped(pass.firstLine)} to {grouped(pass.lastLine)}: {pass.bit} taken from{' '}
            {counted(pass.changes, 'leaf')}, gfn {pass.gfnFirst} to {pass.gfnLast}
          </li>
        ))}
      </ol>
    </Part>
  );
}

function Counts({ rows }: { readonly rows: readonly (readonly [string, string])[] }) {
  return (
    <dl className={css['counts']}>
      {rows.map(([name, text]) => (
        <div key={name} className={css['row']}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}
