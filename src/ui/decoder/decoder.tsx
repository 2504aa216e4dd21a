import { useEffect, useId, useRef, useState, type ComponentType } from 'react';
import { present } from '../../base/assert.ts';
import type { Issue, Result } from '../../base/result.ts';
import { hex64, type Word64 } from '../../base/word64.ts';
import { LAYOUTS, findLayout } from '../../engine/layout/registry.ts';
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import { decodeSpteLink } from '../../link/decode-spte-link.ts';
import { encodeSpteLink } from '../../link/encode-spte-link.ts';
import { selectLayout } from '../../state/run-selectors.ts';
import { useWorkbench, useWorkbenchState } from '../../state/workbench-context.ts';
import { parseSpte } from '../../view/decoder/parse-spte.ts';
import { isNothing, selectedSpte } from '../../view/inspector/selected-spte.ts';
import type { PictureButtonsProps } from '../export/picture-buttons.tsx';
import { IssueList } from '../shell/issue-list.tsx';
import { usePictureProps } from '../shell/use-picture-props.ts';
import { DecoderForm, type DecoderInput } from './decoder-form.tsx';
import { DecoderReport } from './decoder-report.tsx';
import css from './decoder.module.css';

const LAYOUT_USUAL = 'v6.17/ept-ad-46';

interface DecoderProps {
  /** What saves the report; left out where nothing is to be saved. */
  readonly asPicture?: ComponentType<PictureButtonsProps>;
}

/** Any value, in any layout: what it is, where it leads, what is wrong with it. */
export function Decoder({ asPicture: AsPicture }: DecoderProps) {
  const beginning = useBeginning();
  const [input, setInput] = useState(beginning.input);
  const [issues, setIssues] = useState(beginning.issues);
  const parsed = parseSpte(input.text);
  const layout = findLayout(input.layout) ?? null;
  useAddress(input, parsed, (link) => {
    const other = fromLink(link, null);
    setInput(other.input);
    setIssues(other.issues);
  });
  const change = (changes: Partial<DecoderInput>): void => {
    setIssues([]); // they were about the link, which this no longer is
    setInput({ ...input, ...changes });
  };
  const wrong = parsed.ok ? [] : parsed.issues;
  const id = useId();
  const report = useRef<HTMLDivElement>(null);
  return (
    <>
      <DecoderForm
        input={input}
        invalid={!parsed.ok && input.text !== ''}
        says={id}
        {...{ change }}
      />
      <div role="status" id={id} className={css['issues']}>
        <IssueList issues={[...issues, ...wrong]} />
      </div>
      {parsed.ok && layout !== null && (
        <>
          <div ref={report}>
            <DecoderReport
              judged={{ spte: parsed.value, layout, level: input.level }}
              onLayout={(chosen) => change({ layout: chosen })}
            />
          </div>
          {AsPicture !== undefined && (
            <AsPicture
              region={() => present(report.current, 'a value that is decoded has a report')}
              name={`sptescope-${hex64(parsed.value)}`}
              caption={{
                title: `${hex64(parsed.value)}, level ${input.level}, ${layout.title}`,
                description: window.location.href,
              }}
            />
          )}
        </>
      )}
    </>
  );
}

/**
 * The address of the page is that of what is decoded, so that it can be shared; and when somebody
 * else changes that (the back button, a link), that is what is decoded.
 */
function useAddress(
  { layout, level }: DecoderInput,
  parsed: Result<Word64>,
  onOther: (link: string) => void,
): void {
  const { store } = useWorkbench();
  const link = parsed.ok ? encodeSpteLink({ spte: parsed.value, level, layout }) : null;
  useEffect(() => {
    if (link !== null) store.getState().actions.showDecoder(link);
  }, [store, link]);
  useEffect(
    () =>
      store.subscribe(({ decoderLink }, before) => {
        if (decoderLink === null || decoderLink === before.decoderLink) return;
        if (decoderLink !== link) onOther(decoderLink);
      }),
    [store, link, onOther],
  );
}

interface Beginning {
  readonly input: DecoderInput;
  readonly issues: readonly Issue[];
}

/** What a link says; else the selected SPTE as the machine on screen has it; else nothing. */
function useBeginning(): Beginning {
  const { store } = useWorkbench();
  const picture = usePictureProps();
  const shown = useWorkbenchState(selectLayout);
  const [beginning] = useState((): Beginning => {
    const { decoderLink } = store.getState();
    if (decoderLink !== null) return fromLink(decoderLink, shown);
    const selected = picture === null ? null : selectedSpte(picture);
    const layout = shown?.id ?? LAYOUT_USUAL;
    if (selected === null || isNothing(selected)) {
      return { input: { text: '', level: 1, layout }, issues: [] };
    }
    const { level, spte } = selected;
    return { input: { text: hex64(spte), level, layout }, issues: [] };
  });
  return beginning;
}

function fromLink(fragment: string, shown: SpteLayout | null): Beginning {
  const { link = null, issues = [] } = decodeSpteLink(fragment) ?? {};
  const wanted = link?.layout ?? null;
  const layout = wanted ?? shown?.id ?? LAYOUT_USUAL;
  const input = { text: link === null ? '' : hex64(link.spte), level: link?.level ?? 1, layout };
  if (findLayout(layout) !== undefined) return { input, issues };
  const unknown: Issue = {
    code: 'link-layout',
    path: 'layout',
    message: `There is no layout "${layout}" here.`,
    hint: `Shown is ${LAYOUT_USUAL}; there are ${LAYOUTS.length} to choose from.`,
  };
  return { input: { ...input, layout: LAYOUT_USUAL }, issues: [...issues, unknown] };
}
