import type { Schedule } from '../../state/run-model.ts';
import { sameSchedule } from '../../state/run-model.ts';
import { useWorkbenchState } from '../../state/workbench-context.ts';
import type { ComparePlan } from '../../state/compare/compare-state.ts';
import { Button, selectClass } from '../controls/button.tsx';
import { Disclosure } from '../controls/disclosure.tsx';
import { useViewKeyLabel, viewKeyNames } from '../keys/view-commands.ts';
import { VIEW_COMMANDS, VIEW_KEYS } from '../keys/view-keys.ts';
import { useCompare, useCompareState } from './compare-context.ts';
import type { CompareCommands } from './compare-keys.ts';
import css from './compare-head.module.css';
import { ThemeButton } from '../toolbar/theme-button.tsx';

interface HeadProps {
  readonly commands: CompareCommands;
}

/** What is compared with what, and how it is shown. */
export function CompareHead({ commands }: HeadProps) {
  const title = useWorkbenchState(({ opened }) => opened?.info.title ?? '');
  const look = useCompareState((state) => state.look);
  const withKey = useViewKeyLabel();
  return (
    <header className={css['bar']}>
      <h1 className={css['title']} title={title} tabIndex={-1} data-arrival="compare">
        Compare <span className={css['scenario']}>{title}</span>
      </h1>
      <Sides onSwap={commands.swap} />
      <div className={css['tools']}>
        <div className={css['look']} role="group" aria-label="How it is shown">
          <Button
            aria-pressed={look === 'side'}
            title={withKey('Side by side', 'compare/look')}
            onClick={() => commands.actions.setLook('side')}
          >
            Side by side
          </Button>
          <Button
            aria-pressed={look === 'overlay'}
            title={withKey('Overlaid', 'compare/look')}
            onClick={() => commands.actions.setLook('overlay')}
          >
            Overlaid
          </Button>
        </div>
        <Button
          title={withKey('Copy the link to exactly this', 'compare/copy-link')}
          onClick={commands.copyLink}
        >
          Copy link
        </Button>
        <Keys />
        <ThemeButton />
        <Button title={withKey('Back to the workbench', 'compare/close')} onClick={commands.close}>
          Back
        </Button>
      </div>
    </header>
  );
}

const FLAGS = [
  {
    flag: '≠',
    means: 'both do the step, but not the same by it; or something differs from here on',
  },
  { flag: '◧ ◨', means: 'only the left one does a step; only the right one' },
  { flag: '=', means: 'something is the same again' },
] as const;

function Keys() {
  const own = useWorkbenchState(({ ownKeys }) => ownKeys);
  return (
    <Disclosure label="Keys, marks" side="right" look="plain">
      {() => (
        <dl className={css['keys']}>
          {VIEW_COMMANDS.filter((id) => VIEW_KEYS[id].scope === 'compare').map((id) => (
            <div key={id}>
              <dt>
                <kbd>{viewKeyNames(id, own)[0]}</kbd>
              </dt>
              <dd>{VIEW_KEYS[id].title}</dd>
            </div>
          ))}
          {FLAGS.map(({ flag, means }) => (
            <div key={flag}>
              <dt>{flag}</dt>
              <dd>{means}</dd>
            </div>
          ))}
        </dl>
      )}
    </Disclosure>
  );
}

function Sides({ onSwap }: { readonly onSwap: () => void }) {
  const plan = useCompareState((state) => state.plan);
  const { actions } = useCompare();
  const withKey = useViewKeyLabel();
  if (plan === null) return null;
  const change = (changes: Partial<ComparePlan>): void => void actions.change(changes);
  return (
    <div className={css['sides']}>
      <div className={css['side']} role="group" aria-label="Left">
        <span className={css['glyph']} aria-hidden="true">
          ◧
        </span>
        <ColumnSelect name="Left kernel" value={plan.left} onChange={(left) => change({ left })} />
        <RunSelect
          name="Left run"
          value={plan.run}
          onChange={(run) => {
            if (run !== null) change({ run });
          }}
        />
      </div>
      <Button
        aria-label={withKey('Swap the sides', 'compare/swap')}
        title={withKey('Swap the sides', 'compare/swap')}
        onClick={onSwap}
      >
        ⇄
      </Button>
      <div className={css['side']} role="group" aria-label="Right">
        <span className={css['glyph']} aria-hidden="true">
          ◨
        </span>
        <ColumnSelect
          name="Right kernel"
          value={plan.right}
          onChange={(right) => change({ right })}
        />
        <RunSelect
          name="Right run"
          value={plan.otherRun}
          follows="follows ◧"
          onChange={(otherRun) => change({ otherRun })}
        />
      </div>
    </div>
  );
}

interface ColumnSelectProps {
  readonly name: string;
  readonly value: string;
  readonly onChange: (column: string) => void;
}

const NO_COLUMNS: readonly never[] = [];

function ColumnSelect({ name, onChange, value }: ColumnSelectProps) {
  const columns = useWorkbenchState(({ opened }) => opened?.info.columns ?? NO_COLUMNS);
  return (
    <select
      className={`${selectClass ?? ''} ${css['kernel'] ?? ''}`}
      aria-label={name}
      value={value}
      onChange={({ target }) => onChange(target.value)}
    >
      {columns.map(({ id, title }) => (
        <option key={id} value={id}>
          {title}
        </option>
      ))}
    </select>
  );
}

interface RunSelectProps {
  readonly name: string;
  /** Null: it follows the other one. */
  readonly value: Schedule | null;
  readonly follows?: string;
  readonly onChange: (run: Schedule | null) => void;
}

const FOLLOWS = '';
const OTHER = 'of-the-link';

/** The runs of this page, and the one that came with the link. */
function RunSelect({ follows, name, onChange, value }: RunSelectProps) {
  const { list } = useWorkbenchState((state) => state.branches);
  const known = list.find(({ schedule }) => value !== null && sameSchedule(schedule, value));
  const selected = value === null ? FOLLOWS : (known?.id ?? OTHER);
  return (
    <select
      className={`${selectClass ?? ''} ${css['run'] ?? ''}`}
      aria-label={name}
      value={selected}
      onChange={({ target }) => {
        const branch = list.find(({ id }) => id === target.value);
        if (target.value !== OTHER) onChange(branch?.schedule ?? null);
      }}
    >
      {follows !== undefined && <option value={FOLLOWS}>{follows}</option>}
      {list.map((branch) => (
        <option key={branch.id} value={branch.id}>
          {branch.name}
        </option>
      ))}
      {selected === OTHER && <option value={OTHER}>run of the link</option>}
    </select>
  );
}
