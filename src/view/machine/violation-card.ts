/** The violation as three values: what memory held, what the writer believed, what it wrote. */
import { equal64, type Word64 } from '../../base/word64.ts';
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import type {
  AccessKind,
  ActorInfo,
  SpteAccess,
  StepRecord,
  ViolationInfo,
} from '../../protocol/run.ts';
import { accessWords } from '../spte/access-words.ts';
import { AD_LETTERS, PERMISSION_LETTERS, letters, type Letter } from '../spte/letters.ts';
import { actorTitle } from '../spte/picture-input.ts';
import { groupedHex } from '../spte/text.ts';

export interface EvidenceRow {
  readonly key: 'memory' | 'snapshot' | 'written';
  readonly name: string;
  readonly hex: string;
  readonly letters: readonly (Letter & { readonly lost: boolean })[];
  /** Whence this value: `set by the CPU for vCPU 0`. */
  readonly source: string;
  /** The step to look at. */
  readonly step: number | null;
}

export interface ViolationCard {
  readonly key: string;
  readonly property: string;
  readonly title: string;
  readonly sentence: string;
  readonly text: string;
  readonly actor: number;
  readonly step: number;
  readonly rows: readonly EvidenceRow[];
}

export interface ViolationRequest {
  readonly violation: ViolationInfo;
  readonly records: readonly StepRecord[];
  readonly actors: readonly ActorInfo[];
  readonly layout: SpteLayout;
}

export function violationCard(request: ViolationRequest): ViolationCard {
  const { violation } = request;
  return {
    key: `${violation.property}-${violation.step}`,
    property: violation.property,
    title: violation.title,
    sentence: violation.sentence,
    text: violation.text,
    actor: violation.actor,
    step: violation.step,
    rows: violation.spte === null ? [] : evidence(request, violation.spte),
  };
}

function evidence(request: ViolationRequest, spte: SpteAccess): EvidenceRow[] {
  const { violation } = request;
  if (spte.seen === null && equal64(spte.before, spte.after)) return [readRow(request, spte)];
  const write = writeOf(request, spte);
  return [
    {
      key: 'memory',
      name: 'in memory',
      ...valueOf(request, spte.before),
      source: setBy(request),
      step: violation.setAt,
    },
    ...(spte.seen === null
      ? []
      : [
          {
            key: 'snapshot' as const,
            name: 'snapshot',
            ...valueOf(request, spte.seen),
            source: readBy(request),
            step: violation.readAt,
          },
        ]),
    {
      key: 'written',
      name: 'written',
      ...valueOf(request, spte.after),
      source: `${actorTitle(request.actors, (write ?? violation).actor)}, ${accessWords(write?.access ?? 'spte-store')}`,
      step: (write ?? violation).step,
    },
  ];
}

/** Nothing was written: the violation lies in the reading. */
function readRow(request: ViolationRequest, spte: SpteAccess): EvidenceRow {
  const { actors, violation } = request;
  return {
    key: 'memory',
    name: 'what was read',
    ...valueOf(request, spte.before),
    source: `${actorTitle(actors, violation.actor)}, ${accessWords('spte-load')}`,
    step: violation.step,
  };
}

function valueOf(
  { layout, violation }: ViolationRequest,
  spte: Word64,
): Pick<EvidenceRow, 'hex' | 'letters'> {
  const names = [...PERMISSION_LETTERS, ...AD_LETTERS];
  return {
    hex: groupedHex(spte),
    letters: letters({ layout, spte, names }).map((letter) => ({
      ...letter,
      lost: violation.lostBits.includes(letter.letter),
    })),
  };
}

function setBy({ actors, records, violation }: ViolationRequest): string {
  const record = violation.setAt === null ? undefined : records[violation.setAt - 1];
  if (record === undefined) return 'as it was from the start';
  const title = actorTitle(actors, record.choice.actor);
  const bits = violation.lostBits.join(' ');
  return record.access === 'spte-assist'
    ? `what the CPU of ${title} set: ${bits}`
    : `what ${title} wrote: ${bits}`;
}

function readBy({ actors, records, violation }: ViolationRequest): string {
  const record = violation.readAt === null ? undefined : records[violation.readAt - 1];
  return `what ${actorTitle(actors, record?.choice.actor ?? violation.actor)} read`;
}

/** The step that made the write: the violation may have been noticed later than that. */
function writeOf(
  { records, violation }: ViolationRequest,
  spte: SpteAccess,
): { actor: number; step: number; access: AccessKind } | undefined {
  const record = records
    .slice(0, violation.step)
    .findLast(
      (one) =>
        one.spte?.frame === spte.frame &&
        one.spte.index === spte.index &&
        equal64(one.spte.before, spte.before) &&
        equal64(one.spte.after, spte.after) &&
        !equal64(spte.before, spte.after),
    );
  if (record === undefined) return undefined;
  return { actor: record.choice.actor, step: record.n, access: record.access };
}
