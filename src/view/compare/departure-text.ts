/** Where a schedule could not be followed, and how it went on, as sentences. */
import type { Departure } from '../../protocol/follow.ts';

interface Context {
  readonly names: { readonly left: string; readonly right: string };
  readonly titleOf: (actor: number) => string;
}

export function departureText(departure: Departure, { names, titleOf }: Context): string {
  const { after, count, side, text } = departure;
  const name = side === 'leader' ? names.left : names.right;
  const when = after === 0 ? 'At the beginning' : `After moment ${after}`;
  const actor = titleOf(departure.actor);
  const turns = count === 1 ? 'a turn' : `${count} turns`;
  const steps = count === 1 ? 'a step' : `${count} steps`;
  switch (departure.reason) {
    case 'waits':
      return `${when}, ${name} cannot follow: ${text}. It lets ${turns} of ${actor} go, and goes on with the others.`;
    case 'finished':
      return `${when}, ${name} cannot follow: ${text}. It lets ${turns} of ${actor} go.`;
    case 'variant':
      return `${when}, ${name} cannot follow: ${text}. It takes the ordinary way.`;
    case 'branches':
      return `${when}, the path of ${actor} is another one in ${name}: ${text}. Each goes its own way for ${steps}.`;
    case 'catches-up':
      return `${when}, ${actor} does ${steps} more in ${name}, to where it is in ${names.left}.`;
  }
}
