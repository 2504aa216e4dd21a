import { useState } from 'react';
import type { SideName } from '../../state/compare/compare-state.ts';
import { Button } from '../controls/button.tsx';
import type { Names } from './compare-context.ts';
import { SideMachine } from './side-machine.tsx';
import type { MachinesNow } from './use-differences.ts';
import css from './one-side.module.css';

interface OneSideProps {
  readonly now: MachinesNow;
  readonly names: Names;
}

const SIDES = [
  { side: 'left', glyph: '◧' },
  { side: 'right', glyph: '◨' },
] as const;

/** Where there is room for one machine: now this one, now the other, in the same place. */
export function OneSide({ names, now }: OneSideProps) {
  const [shown, setShown] = useState<SideName>('left');
  return (
    <>
      <div className={css['switch']} role="group" aria-label="Machine on screen">
        {SIDES.map(({ glyph, side }) => (
          <Button key={side} aria-pressed={side === shown} onClick={() => setShown(side)}>
            <span aria-hidden="true">{glyph}</span>
            <span className={css['name']}>{names[side]}</span>
          </Button>
        ))}
      </div>
      <SideMachine side={shown} now={now} />
    </>
  );
}
