import { firstDivergence } from '../../view/compare/compare-runs.ts';
import { markText } from '../../view/compare/compare-timeline.ts';
import { Button, IconButton } from '../controls/button.tsx';
import { useViewKeyLabel } from '../keys/view-commands.ts';
import { namesOf, useComparison, useCompareState } from './compare-context.ts';
import type { CompareCommands } from './compare-keys.ts';
import css from './compare-steps.module.css';

interface StepsProps {
  readonly commands: CompareCommands;
  readonly playing: boolean;
}

/** Moves both machines. Disabled by attribute only: at an end, the button that led there keeps the focus. */
export function CompareSteps({ commands, playing }: StepsProps) {
  const comparison = useComparison();
  const { moments } = comparison;
  const position = useCompareState((state) => state.position);
  const first = firstDivergence(moments);
  const moment = moments[position - 1];
  const { actions } = commands;
  const withKey = useViewKeyLabel();
  const atStart = position === 0;
  const atEnd = position === moments.length;
  return (
    <div className={css['steps']}>
      <div className={css['group']} role="group" aria-label="Both runs">
        <IconButton
          icon="first"
          label={withKey('To the beginning', 'compare/first')}
          aria-disabled={atStart}
          onClick={() => actions.goTo(0)}
        />
        <IconButton
          icon="back"
          label={withKey('Back, in both', 'compare/back')}
          aria-disabled={atStart}
          onClick={() => actions.goTo(position - 1)}
        />
        <IconButton
          icon={playing ? 'pause' : 'play'}
          label={withKey(playing ? 'Pause' : 'Play', 'compare/play')}
          look="primary"
          aria-disabled={atEnd && !playing}
          onClick={commands.toggle}
        />
        <IconButton
          icon="forward"
          label={withKey('Next moment, in both', 'compare/next')}
          aria-disabled={atEnd}
          onClick={() => actions.goTo(position + 1)}
        />
        <IconButton
          icon="last"
          label={withKey('To the end', 'compare/last')}
          aria-disabled={atEnd}
          onClick={() => actions.goTo(moments.length)}
        />
      </div>
      <div className={css['group']} role="group" aria-label="Differences on the way">
        <Button
          title={withKey('Previous difference', 'compare/previous-difference')}
          aria-label={withKey('Previous difference', 'compare/previous-difference')}
          onClick={() => actions.goToDifference(-1)}
        >
          ‹ ≠
        </Button>
        <Button
          title={withKey('First divergence', 'compare/first-difference')}
          aria-disabled={first === null}
          onClick={() => actions.goToFirstDifference()}
        >
          {first === null ? 'They never differ' : `First ≠ at ${first}`}
        </Button>
        <Button
          title={withKey('Next difference', 'compare/next-difference')}
          aria-label={withKey('Next difference', 'compare/next-difference')}
          onClick={() => actions.goToDifference(1)}
        >
          ≠ ›
        </Button>
      </div>
      <p className={css['where']}>
        moment {position} of {moments.length}
        {moment !== undefined && <>: {markText(moment, namesOf(comparison))}</>}
      </p>
    </div>
  );
}
