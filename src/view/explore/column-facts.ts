/** How large the search of a column was, and how sure its numbers are. */
import { countText } from '../../explorer/compare-columns.ts';
import type { ExploredReply } from '../../protocol/explore.ts';
import { largeText } from './litmus-table.ts';
import { bytesText } from './search-facts.ts';

export function columnFacts(explored: ExploredReply | undefined): string {
  if (explored === undefined) return '';
  const { states, transitions, depth, runs, bytes, collisionProbability } = explored;
  const chance =
    collisionProbability < 1e-9
      ? 'less than 10⁻⁹'
      : `about 1 in ${largeText(Math.round(1 / collisionProbability))}`;
  return [
    countText(states, 'state'),
    countText(transitions, 'transition'),
    Number.isFinite(runs) ? `${largeText(runs)} interleavings` : 'interleavings without number',
    `depth ${depth}`,
    bytesText(bytes),
    `chance of a state mistaken for another ${chance}`,
  ].join(', ');
}
