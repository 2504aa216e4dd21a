/**
 * Before against after: which outcomes disappeared and which are new, and the sentence about a column.
 * Over plain values, so that the page and the command line say the same.
 */
export interface WithKey {
  readonly key: string;
}

export interface Comparison<T extends WithKey> {
  readonly disappeared: readonly T[];
  readonly added: readonly T[];
}

export function compareOutcomes<T extends WithKey>(
  before: readonly T[],
  after: readonly T[],
): Comparison<T> {
  const missingIn = (all: readonly T[]): ((outcome: T) => boolean) => {
    const keys = new Set(all.map(({ key }) => key));
    return ({ key }) => !keys.has(key);
  };
  return { disappeared: before.filter(missingIn(after)), added: after.filter(missingIn(before)) };
}

/** `2 outcomes disappeared, none new`; `against`: the title of the column before, where that is not plain. */
export function comparisonSentence(
  [before, after]: readonly [ComparedColumn, ComparedColumn],
  against: string | null = null,
): string {
  const { disappeared, added } = compareOutcomes(before.outcomes, after.outcomes);
  return [
    `${countText(disappeared.length, 'outcome')} disappeared, `,
    `${added.length === 0 ? 'none' : groupDigits(added.length)} new`,
    against === null ? '' : ` against ${against}`,
    before.bound === null && after.bound === null ? '' : ', so far',
  ].join('');
}

export interface ComparedColumn {
  readonly outcomes: readonly WithKey[];
  readonly bound: string | null;
}

export interface WitnessSize {
  readonly steps: number;
  readonly switches: number;
}

export interface JudgedProperty {
  readonly property: string;
  readonly title: string;
  readonly verdict: 'always' | 'sometimes' | 'never' | 'unknown';
  readonly shortest: WitnessSize | null;
}

export interface JudgedColumn {
  readonly properties: readonly JudgedProperty[];
  readonly outcomes: readonly { readonly violated: readonly string[] }[];
  readonly states: number;
  /** Which bound was reached; null if every interleaving was searched. */
  readonly bound: string | null;
}

/** More properties than this are counted, not named. */
const NAMED_MAX = 2;

/** A property that is violated, and in how many outcomes that shows. */
export interface ToldProperty<P extends JudgedProperty> {
  readonly property: P;
  readonly outcomes: number;
}

/**
 * The violated properties that a column is judged by: those that show in an outcome, or, if none does,
 * those that were violated on the way.
 */
export function toldProperties<P extends JudgedProperty>({
  properties,
  outcomes,
}: {
  readonly properties: readonly P[];
  readonly outcomes: JudgedColumn['outcomes'];
}): readonly ToldProperty<P>[] {
  const violated = properties
    .filter(({ shortest }) => shortest !== null)
    .map((property) => ({ property, outcomes: countOutcomes(outcomes, property.property) }));
  const visible = violated.filter(({ outcomes: among }) => among > 0);
  return visible.length > 0 ? visible : violated;
}

/** `Dirty bit lost in 2 of 5 outcomes (13 steps, 2 switches)` */
export function columnSentence(column: JudgedColumn): string {
  const { outcomes, states, bound } = column;
  const told = toldProperties(column);
  const sentences = told.slice(0, NAMED_MAX).map(({ property, outcomes: among }) => {
    const where = among > 0 ? `in ${share(among, outcomes.length)}` : 'on the way';
    return `${property.title} ${where}${sizeText(property.shortest)}`;
  });
  const more = told.length > NAMED_MAX ? [`${told.length - NAMED_MAX} more`] : [];
  const all = countText(outcomes.length, 'outcome');
  const none = told.length === 0 ? `no violation; ${all}` : `nothing shows in ${all}`;
  const shows = told.some(({ outcomes: among }) => among > 0);
  const text = [...(shows ? [] : [none]), ...sentences, ...more].join('; ');
  return bound === null ? text : `${text}, so far: ${boundText(bound, states)}`;
}

/** `bounded at 500,000 states` */
export function boundText(bound: string, states: number): string {
  const at = `at ${groupDigits(states)} states`;
  if (bound === 'stopped') return `stopped ${at}`;
  return bound === 'states' ? `bounded ${at}` : `bounded by ${bound} ${at}`;
}

function countOutcomes(outcomes: JudgedColumn['outcomes'], property: string): number {
  return outcomes.filter(({ violated }) => violated.includes(property)).length;
}

function share(part: number, whole: number): string {
  return `${part} of ${countText(whole, 'outcome')}`;
}

function sizeText(size: WitnessSize | null): string {
  if (size === null) return '';
  return ` (${countText(size.steps, 'step')}, ${countText(size.switches, 'switch')})`;
}

export function countText(count: number, what: string): string {
  if (count === 1) return `1 ${what}`;
  return `${groupDigits(count)} ${what.endsWith('ch') ? `${what}es` : `${what}s`}`;
}

/** `1,234,567`: not by the machine's locale, because a sentence is the same for everybody. */
export function groupDigits(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
