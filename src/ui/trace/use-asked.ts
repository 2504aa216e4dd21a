import { useEffect, useRef, useState } from 'react';
import type { Issue } from '../../base/result.ts';
import type { TraceReplyOf, TraceRequestType } from '../../protocol/trace.ts';
import { Asker, type TraceAnswer, type TraceQuestion } from '../../state/trace/asker.ts';
import { useTrace, useTraceState } from '../../state/trace/trace-port.ts';

type Good<T extends TraceRequestType> = Exclude<TraceReplyOf[T], { readonly type: 'refused' }>;

export interface Asked<T extends TraceRequestType> {
  /** The last good answer; it may be to an older question. */
  readonly reply: Good<T> | null;
  readonly issues: readonly Issue[];
  /** The newest question is not answered yet. */
  readonly waiting: boolean;
}

const WAITING_MS = 150;
const NOTHING = { reply: null, issues: [], waiting: false };

/** What the trace's worker says to a question, asked again when more was read. Null: nothing is asked. */
export function useAsked<T extends TraceRequestType>(question: TraceQuestion<T> | null): Asked<T> {
  const { client } = useTrace();
  const revision = useTraceState((state) => state.revision);
  const [asked, setAsked] = useState<Asked<T>>(NOTHING);
  const asker = useRef<Asker<T> | null>(null);
  useEffect(() => {
    const mine = new Asker<T>(client, (answer) => {
      setAsked((before) => withAnswer(before, answer, mine.isWaiting));
    });
    asker.current = mine;
    return () => mine.dispose();
  }, [client]);
  // Equal questions are one.
  const key = question === null ? null : JSON.stringify(question);
  useEffect(() => {
    if (key === null) return undefined;
    asker.current?.ask(JSON.parse(key) as TraceQuestion<T>);
    // Most answers come at once: nobody need be told to wait for those.
    const timer = setTimeout(() => {
      if (asker.current?.isWaiting === true) setAsked((before) => ({ ...before, waiting: true }));
    }, WAITING_MS);
    return () => clearTimeout(timer);
  }, [key, revision]);
  return key === null ? NOTHING : asked;
}

function withAnswer<T extends TraceRequestType>(
  before: Asked<T>,
  answer: TraceAnswer<T>,
  waiting: boolean,
): Asked<T> {
  if (answer.type === 'refused') return { ...before, issues: answer.issues, waiting };
  if (answer.type === 'crashed') {
    const hint = `Please report it, with: ${answer.repro}`;
    const message = `The reader failed: ${answer.message}`;
    return { ...before, issues: [{ code: 'crashed', path: '', message, hint }], waiting };
  }
  return { reply: answer as Good<T>, issues: [], waiting };
}
