/** The life of one SPTE in this run: each step that changed it. */
import { spteKind } from '../../engine/layout/spte-kind.ts';
import { accessWords } from '../spte/access-words.ts';
import { kindWord } from '../spte/kind-words.ts';
import {
  AD_LETTERS,
  PERMISSION_LETTERS,
  letterOf,
  letters,
  lostLetters,
  type Letter,
} from '../spte/letters.ts';
import { actorTitle, type PictureInput } from '../spte/picture-input.ts';
import type { SelectedPicture } from './selected-spte.ts';

export interface HistoryItem {
  readonly key: string;
  readonly step: number;
  readonly actor: number;
  readonly title: string;
  readonly access: string;
  readonly word: string;
  readonly letters: readonly Letter[];
  readonly lost: readonly string[];
  readonly when: 'past' | 'now' | 'future';
}

export function historyList(input: PictureInput, selected: SelectedPicture): HistoryItem[] {
  const { actors, layout, position } = input;
  const names = [...PERMISSION_LETTERS, ...AD_LETTERS];
  return selected.history.map((change) => {
    const { record } = change;
    return {
      key: `step-${record.n}`,
      step: record.n,
      actor: record.choice.actor,
      title: actorTitle(actors, record.choice.actor),
      access: accessWords(record.access),
      word: kindWord(spteKind(layout, change.new, selected.level)),
      letters: letters({ layout, spte: change.new, names, write: change }),
      lost: lostLetters(layout, change).map((name) => letterOf(layout, name)),
      when: record.n === position ? 'now' : record.n < position ? 'past' : 'future',
    };
  });
}
