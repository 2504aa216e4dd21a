/** A violation with its evidence: the SPTE, the bits that were lost, who set them and who read too early. */
import { hasAny, type Word64 } from '../base/word64.ts';
import type { Detector } from '../engine/detectors/detector.ts';
import type { SpteLayout } from '../engine/layout/spte-layout.ts';
import type { Machine } from '../engine/machine.ts';
import type { Choice, SpteAccess, StepRecord, ViolationInfo } from '../protocol/run.ts';
import { spteName } from './describe-step.ts';

/** Bits of an SPTE that can be lost to a writer that has not seen them, by their letter. */
const LOSABLE = [
  ['A', 'accessed'],
  ['D', 'dirty'],
  ['W', 'writable'],
] as const;

/** Bits that memory had, the writer had not seen, and memory has no more. */
export function lostBits(layout: SpteLayout, { before, after, seen }: SpteAccess): string[] {
  return LOSABLE.filter(([, name]) => {
    const mask = layout.masks[name];
    return hasAny(before, mask) && !hasAny(after, mask) && seen !== null && !hasAny(seen, mask);
  }).map(([letter]) => letter);
}

function sameSpte(a: SpteAccess, b: SpteAccess): boolean {
  return a.frame === b.frame && a.index === b.index;
}

function maskOfLetters(layout: SpteLayout, letters: readonly string[]): Word64[] {
  return LOSABLE.filter(([letter]) => letters.includes(letter)).map(
    ([, name]) => layout.masks[name],
  );
}

/** The last step that put one of the lost bits into this SPTE. */
function findSetter(layout: SpteLayout, { spte, bits, history }: Evidence): number | null {
  const masks = maskOfLetters(layout, bits);
  const setter = history.findLast(
    (record) =>
      record.spte !== null &&
      sameSpte(record.spte, spte) &&
      masks.some(
        (mask) =>
          hasAny(record.spte?.after ?? spte.after, mask) &&
          !hasAny(record.spte?.before ?? spte.before, mask),
      ),
  );
  return setter?.n ?? null;
}

/** The last step in which the actor read this SPTE: where its snapshot is from. */
function findReader({ spte, history }: Evidence, actor: number): number | null {
  const reader = history.findLast(
    (record) =>
      record.choice.actor === actor &&
      record.access === 'spte-load' &&
      record.spte !== null &&
      sameSpte(record.spte, spte),
  );
  return reader?.n ?? null;
}

interface Evidence {
  readonly spte: SpteAccess;
  readonly bits: readonly string[];
  readonly history: readonly StepRecord[];
}

export interface ViolationToReport {
  readonly detector: Detector;
  readonly machine: Machine;
  readonly choice: Choice;
  readonly spte: SpteAccess | null;
  readonly history: readonly StepRecord[];
  readonly step: number;
}

/** A violation noticed at an unlock is about the last SPTE that the actor wrote. */
function spteInQuestion({ spte, history, choice }: ViolationToReport): SpteAccess | null {
  if (spte !== null) return spte;
  const written = history.findLast(
    (record) =>
      record.choice.actor === choice.actor && record.spte !== null && record.spte.seen !== null,
  );
  return written?.spte ?? null;
}

export function violationInfo(about: ViolationToReport): ViolationInfo {
  const { detector, machine, choice, history, step } = about;
  const { layout, actors } = machine.config;
  const spte = spteInQuestion(about);
  const bits = spte === null ? [] : lostBits(layout, spte);
  const evidence = spte === null ? null : { spte, bits, history };
  const who = actors[choice.actor]?.title ?? `actor ${choice.actor}`;
  const where = spte === null ? '' : `, ${spteName(spte)}`;
  const lost = bits.length === 0 ? '' : `; lost: ${bits.join(', ')}`;
  return {
    property: detector.id,
    title: detector.title,
    sentence: detector.sentence,
    step,
    actor: choice.actor,
    text: `${who} ${machine.explain(detector)}${where}${lost}`,
    spte,
    lostBits: bits,
    setAt: evidence === null || bits.length === 0 ? null : findSetter(layout, evidence),
    // A snapshot is what a writer goes by; who only reads has none.
    readAt:
      evidence === null || evidence.spte.seen === null ? null : findReader(evidence, choice.actor),
  };
}
