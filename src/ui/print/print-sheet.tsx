import {
  columnPosition,
  columnRun,
  selectColumnInfo,
  stepsOfStory,
} from '../../state/run-selectors.ts';
import { useWorkbenchState } from '../../state/workbench-context.ts';
import { runLanes } from '../../view/export/run-lanes.ts';
import { storyModel, type StoryModel } from '../../view/story/story-model.ts';
import { useExploreLine } from '../explore/use-litmus.ts';
import { linkAddress } from '../shell/link-address.ts';
import { useRunTeller } from '../timeline/use-run-teller.ts';
import { useVerdicts } from '../toolbar/use-verdicts.ts';
import css from './print-sheet.module.css';

export interface PrintedPicture {
  readonly id: string;
  readonly title: string;
  /** Made by the page itself. */
  readonly svg: string;
}

interface PrintSheetProps {
  readonly pictures: readonly PrintedPicture[];
}

/** What is on screen, on as few pages as may be: the claim and the story first, then the evidence. */
export function PrintSheet({ pictures }: PrintSheetProps) {
  const view = useWorkbenchState((state) => state.view);
  const opened = useWorkbenchState((state) => state.opened !== null);
  const ofRun = view === null || view === 'present';
  if (!ofRun || !opened) {
    return (
      <article className={css['sheet']}>
        <h1>{document.title}</h1>
        <Address text={window.location.href} />
        <Pictures pictures={pictures} />
      </article>
    );
  }
  const timeline = pictures.filter(({ id }) => id === 'timeline');
  return (
    <article className={css['sheet']}>
      <RunHead />
      <Story />
      {timeline.length > 0 ? <Pictures pictures={timeline} /> : <Lanes />}
      <Pictures pictures={pictures.filter(({ id }) => id !== 'timeline')} />
    </article>
  );
}

function Address({ text }: { readonly text: string }) {
  return (
    <p className={css['address']}>
      <a href={text}>{text}</a>
    </p>
  );
}

function RunHead() {
  const info = useWorkbenchState(({ opened }) => opened?.info ?? null);
  const column = useWorkbenchState(selectColumnInfo);
  const link = useWorkbenchState(linkAddress);
  const { columns, scope } = useVerdicts();
  const every = useExploreLine();
  return (
    <header>
      <h1>{info?.title}</h1>
      <p className={css['kernel']}>
        {column?.title}, {column?.profile}
        {info?.commits.slice(0, 1).map(({ commit, title, url }) => (
          <span key={title}>
            ; {commit ?? title}{' '}
            <a href={url} className={css['url']}>
              {url}
            </a>
          </span>
        ))}
      </p>
      <Address text={link} />
      <Sentences title={scope} sentences={columns} />
      <Sentences title={every.scope} sentences={every.columns} />
    </header>
  );
}

interface Sentence {
  readonly key: string;
  readonly mark: string;
  readonly title: string;
  readonly text: string;
}

interface SentencesProps {
  readonly title: string;
  readonly sentences: readonly Sentence[];
}

function Sentences({ sentences, title }: SentencesProps) {
  if (sentences.length === 0) return null;
  return (
    <div className={css['verdicts']}>
      <p>{title}</p>
      <ul>
        {sentences.map(({ key, mark, text, title: column }) => (
          <li key={key}>
            {mark} <b>{column}:</b> {text}
          </li>
        ))}
      </ul>
    </div>
  );
}

function useStory(): StoryModel {
  const narration = useWorkbenchState(({ opened }) => opened?.info.narration);
  const scheduleLength = useWorkbenchState(({ schedule }) => schedule.length);
  const followed = useWorkbenchState(stepsOfStory);
  const position = useWorkbenchState(columnPosition);
  const { records, violations } = useWorkbenchState(columnRun);
  const violatedAt = new Set(violations.map(({ step }) => step));
  const run = { followed, position, records, scheduleLength, violatedAt };
  return storyModel({ narration: narration ?? [], ...run });
}

function Story() {
  const { caption, left, moments } = useStory();
  const teller = useRunTeller();
  const position = useWorkbenchState(columnPosition);
  const words = teller?.short(position) ?? '';
  return (
    <section className={css['story']}>
      <ol>
        {moments
          .filter(({ state }) => state !== 'elsewhere')
          .map(({ key, label, state, text }) => (
            <li key={key} data-state={state}>
              <b>{label}</b> {text}
            </li>
          ))}
        {left !== null && <li>{left}</li>}
      </ol>
      <p className={css['step']}>
        <b>{caption}</b>
        {words !== '' && `: ${words}`}
      </p>
    </section>
  );
}

/** Four pages of lanes; nobody reads thousands of steps on paper. */
const LANE_LINES_MAX = 400;

/** Where the steps are on screen as a list, on a phone, and where a run is longer than the window. */
function Lanes() {
  const actors = useWorkbenchState(({ opened }) => opened?.actors);
  const { records } = useWorkbenchState(columnRun);
  const lines = runLanes(actors?.map(({ id }) => id) ?? [], records);
  return (
    <>
      <pre className={css['lanes']}>{lines.slice(0, LANE_LINES_MAX).join('\n')}</pre>
      {lines.length > LANE_LINES_MAX && (
        <p className={css['step']}>
          The run has {records.length} steps; here are those of the first {LANE_LINES_MAX} lines.
          Export it to have them all.
        </p>
      )}
    </>
  );
}

function Pictures({ pictures }: PrintSheetProps) {
  return pictures.map(({ id, svg, title }) => (
    <figure key={id} className={css['picture']} data-picture={id}>
      <figcaption>{title}</figcaption>
      <div dangerouslySetInnerHTML={{ __html: svg }} />
    </figure>
  ));
}
