/** Checks the engine's bits against vector files: outputs of real kernel code. */
import { ok, type Result } from '../base/result.ts';
import { layoutFor } from '../engine/layout/registry.ts';
import type { KernelVersion, TdpWriteRule } from '../engine/layout/spte-layout.ts';
import { MAKE } from './check-make.ts';
import { MMIO } from './check-mmio.ts';
import { NONLEAF } from './check-nonleaf.ts';
import { PAIRS } from './check-pairs.ts';
import { RACE } from './check-race.ts';
import { checkSection, uncheckedSection } from './check-section.ts';
import { SPLIT } from './check-split.ts';
import { UNARY } from './check-unary.ts';
import { RACE_BY_ENGINE } from './race-by-engine.ts';
import type { RaceRunner } from './race-runner.ts';
import type { FileReport, SectionReport } from './report.ts';
import type { CheckContext, SectionChecker } from './section-checker.ts';
import { parseVectorFile, type VectorFile, type VectorSection } from './vector-file.ts';

const CHECKERS: readonly SectionChecker[] = [UNARY, PAIRS, RACE, MAKE, NONLEAF, MMIO, SPLIT];

/** How each kernel stores an SPTE with mmu_lock held for write. */
const TDP_WRITE_RULES: Readonly<Record<KernelVersion, TdpWriteRule>> = {
  'v4.15': 'plain',
  'v5.18pre': 'plain',
  'v5.19': 'xchg',
  'v6.12': 'xchg',
  'v6.17': 'xchg',
  'v7.2': 'xchg',
};

export interface CheckOptions {
  /** Who runs the rows of section `race`; the engine's step programs, unless said otherwise. */
  readonly raceRunner?: RaceRunner;
}

/** `json` is the parsed file, `file` the name to report it under. */
export function checkVectorFile(
  file: string,
  json: unknown,
  { raceRunner = RACE_BY_ENGINE }: CheckOptions = {},
): Result<FileReport> {
  const parsed = parseVectorFile(json);
  if (!parsed.ok) return parsed;
  const { sections } = parsed.value;
  const context = contextOf(parsed.value, raceRunner);
  return ok({ file, sections: sections.map((section) => sectionReport(context, section)) });
}

function sectionReport(context: CheckContext | string, section: VectorSection): SectionReport {
  if (typeof context === 'string') return uncheckedSection(section, context);
  const checker = CHECKERS.find((candidate) => candidate.section === section.name);
  if (checker === undefined) return uncheckedSection(section, 'The section is not implemented.');
  return checkSection(context, checker, section);
}

/** What the rows of a file are checked with, or why they can't be. */
function contextOf(file: VectorFile, raceRunner: RaceRunner): CheckContext | string {
  if (!isModelled(file.version)) return `Kernel ${file.version} is not modelled.`;
  const layout = layoutFor(file.version, file.params);
  if (layout === undefined) return `Kernel ${file.version} is not modelled on this CPU.`;
  return { layout, tdpWriteRule: TDP_WRITE_RULES[file.version], raceRunner };
}

function isModelled(version: string): version is KernelVersion {
  return Object.hasOwn(TDP_WRITE_RULES, version);
}
