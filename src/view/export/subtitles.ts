/** What an animation of a run shows: which positions, and the words below each. */
import { actorTitle, type RunInWords } from './run-json.ts';

export interface Subtitle {
  /** Steps done. */
  readonly position: number;
  /** Where in the run, from 0 to 1. */
  readonly progress: number;
  readonly text: string;
  /** What the step violates; empty when nothing. */
  readonly wrong: string;
}

/** Longer than a minute nobody looks; and a file for a README has to stay small. */
export const STEPS_MAX = 40;

/** The run, or of a longer one what led to the position on screen. */
export function subtitles(run: RunInWords, position: number): readonly Subtitle[] {
  const steps = run.records.length;
  const end = steps <= STEPS_MAX ? steps : Math.max(position, STEPS_MAX);
  const start = Math.max(0, end - STEPS_MAX);
  return Array.from({ length: end - start + 1 }, (_, n) => subtitle(run, start + n));
}

function subtitle(run: RunInWords, position: number): Subtitle {
  const steps = run.records.length;
  const record = run.records[position - 1];
  const progress = steps === 0 ? 0 : position / steps;
  if (record === undefined) return { position, progress, text: 'Before the first step', wrong: '' };
  const who = actorTitle(run, record.choice.actor);
  const text = `${position}/${steps} · ${who} ${run.told[position - 1] ?? ''}`;
  const wrong = record.violations.map((one) => `✗ ${one.property}: ${one.text}`).join(' ');
  return { position, progress, text, wrong };
}
