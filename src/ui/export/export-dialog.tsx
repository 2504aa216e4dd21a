import { useState } from 'react';
import { openRun, type OpenRun } from '../../state/run-to-export.ts';
import { useWorkbench, useWorkbenchState } from '../../state/workbench-context.ts';
import type { ViewName } from '../../state/workbench-state.ts';
import { runJson } from '../../view/export/run-json.ts';
import { lanesInWords } from '../../view/export/run-lanes.ts';
import { runMarkdown } from '../../view/export/run-markdown.ts';
import { stepsCsv } from '../../view/export/steps-csv.ts';
import { Button } from '../controls/button.tsx';
import { CopyField } from '../dialogs/copy-field.tsx';
import { Dialog } from '../dialogs/dialog.tsx';
import { linkAddress } from '../shell/link-address.ts';
import { useVerdicts } from '../toolbar/use-verdicts.ts';
import { PictureExport } from './picture-export.tsx';
import { saveFile, textFile } from './save-file.ts';
import css from './export-dialog.module.css';

const TEXT_ROWS = 8;

/** What is on screen, to be taken elsewhere. Everything is made in the page; nothing is uploaded. */
export default function ExportDialog({ onClose }: { readonly onClose: () => void }) {
  const { store } = useWorkbench();
  const [open] = useState(() => openRun(store.getState())); // nothing moves while this is open
  const view = useWorkbenchState((state) => state.view);
  return (
    <Dialog title="Export" width={760} onClose={onClose}>
      {view === 'compare' || view === 'trace' ? (
        <ExportsOfView view={view} onClose={onClose} />
      ) : open === null ? (
        <p>Nothing is open.</p>
      ) : (
        <Exports open={open} onClose={onClose} />
      )}
    </Dialog>
  );
}

interface ExportsOfViewProps {
  readonly view: ViewName;
  readonly onClose: () => void;
}

/** What stands in place of the workbench has pictures, and an address of its own. */
function ExportsOfView({ onClose, view }: ExportsOfViewProps) {
  const caption = {
    title: document.title,
    // Asked for when a picture is made: the address follows the view a moment later.
    get description() {
      return window.location.href;
    },
  };
  return (
    <>
      <PictureExport open={null} name={`sptescope-${view}`} caption={caption} />
      <section className={css['section']} aria-label="Paper">
        <div className={css['acts']}>
          <PrintButton onClose={onClose} />
        </div>
      </section>
    </>
  );
}

function PrintButton({ onClose }: { readonly onClose: () => void }) {
  const print = (): void => {
    onClose();
    setTimeout(() => window.print(), 0); // once the dialog has gone
  };
  return <Button onClick={print}>Print</Button>;
}

interface ExportsProps {
  readonly open: OpenRun;
  readonly onClose: () => void;
}

function Exports({ onClose, open }: ExportsProps) {
  const { columnTitle, position, run, title } = open;
  const link = useWorkbenchState(linkAddress);
  const { columns: verdicts, scope } = useVerdicts();
  const name = `sptescope-${run.scenario}-${run.column}`;
  const [markdown] = useState(() =>
    runMarkdown({ run, title, columnTitle, verdicts, scope, link }),
  );
  const [lanes] = useState(() => lanesOf(open, link));
  return (
    <>
      <PictureExport
        open={open}
        name={`${name}-step-${position}`}
        caption={{ title: `${title}: ${columnTitle}, step ${position}`, description: link }}
      />
      <section className={css['section']} aria-label="Steps">
        <h3 className={css['heading']}>The {run.records.length} steps of this run</h3>
        <div className={css['acts']}>
          <Button
            onClick={() => saveFile(textFile(`${name}.json`, 'application/json', json(open)))}
          >
            JSON
          </Button>
          <Button onClick={() => saveFile(textFile(`${name}.csv`, 'text/csv', stepsCsv(run)))}>
            CSV
          </Button>
          <PrintButton onClose={onClose} />
        </div>
        <CopyField label="Markdown, for a mail or an issue" text={markdown} rows={TEXT_ROWS} />
        <CopyField label="Lanes in plain characters, for a mail" text={lanes} rows={TEXT_ROWS} />
      </section>
    </>
  );
}

/** As `explore` draws a witness, and in words. */
function lanesOf({ columnTitle, run, title }: OpenRun, link: string): string {
  return [`${title}: ${columnTitle}`, '', ...lanesInWords(run), '', link, ''].join('\n');
}

/** As `replay --json` prints it. */
function json({ run }: OpenRun): string {
  return `${JSON.stringify(runJson(run), null, 2)}\n`;
}
