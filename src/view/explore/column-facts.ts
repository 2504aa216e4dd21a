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
      : `about ${collisionProbability.toExponential(0).replace('e-', ' × 10⁻')}`;
  return [
    countText(states, 'state'),
    countText(transitions, 'transition'),
    `${largeText(runs)} interleavings`,
    `depth ${depth}`,
    bytesText(bytes),
    `chance that two states were taken for one: ${chance}`,
  ].join(', ');
}
