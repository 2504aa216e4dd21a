/** Checks the engine's bits against vector files: outputs of real kernel code. */
import { ok, type Result } from '../base/result.ts';
import { layoutFor } from '../engine/layout/registry.ts';
import type { KernelVersion } from '../engine/layout/spte-layout.ts';
import { RULE_FLAGS } from '../engine/profiles/rule-flags.ts';
import { FASTPF, FASTPF_ERROR_CODE } from './check-fastpf.ts';
import { HUGE } from './check-huge.ts';
import { MAKE } from './check-make.ts';
import { MAP } from './check-map.ts';
import { MMIO } from './check-mmio.ts';
import { NONLEAF } from './check-nonleaf.ts';
import { OPS } from './check-ops.ts';
import { PAIRS } from './check-pairs.ts';
import { RACE } from './check-race.ts';
import { RMAP_OPS } from './check-rmap-ops.ts';
import { checkSection, uncheckedSection } from './check-section.ts';
import { SET_SPTE } from './check-set-spte.ts';
import { SPLIT } from './check-split.ts';
import { UNARY } from './check-unary.ts';
import { RACE_BY_ENGINE } from './race-by-engine.ts';
import type { RaceRunner } from './race-runner.ts';
import type { FileReport, SectionReport } from './report.ts';
import type { CheckContext, SectionChecker } from './section-checker.ts';
import { parseVectorFile, type VectorFile, type VectorSection } from './vector-file.ts';

/** Two of one section are about two functions, of kernels far apart: their columns tell them apart. */
const CHECKERS: readonly SectionChecker[] = [
  UNARY,
  PAIRS,
  OPS,
  RMAP_OPS,
  RACE,
  FASTPF,
  FASTPF_ERROR_CODE,
  MAP,
  MAKE,
  SET_SPTE,
  NONLEAF,
  MMIO,
  SPLIT,
  HUGE,
];

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

/** The one whose columns are there; if none is, one to say which column is missing. */
export function suitedChecker({ columns, name }: VectorSection): SectionChecker | undefined {
  const candidates = CHECKERS.filter((candidate) => candidate.section === name);
  const suited = candidates.find(({ inputs }) => inputs.every((input) => columns.includes(input)));
  return suited ?? candidates[0];
}

function sectionReport(context: CheckContext | string, section: VectorSection): SectionReport {
  if (typeof context === 'string') return uncheckedSection(section, context);
  const checker = suitedChecker(section);
  if (checker === undefined) return uncheckedSection(section, 'The section is not implemented.');
  return checkSection(context, checker, section);
}

/** What the rows of a file are checked with, or why they can't be. */
function contextOf(file: VectorFile, raceRunner: RaceRunner): CheckContext | string {
  if (!isModelled(file.version)) return `Kernel ${file.version} is not modelled.`;
  const layout = layoutFor(file.version, file.params);
  if (layout === undefined) return `Kernel ${file.version} is not modelled on this CPU.`;
  const { retPf, version } = file;
  return { layout, flags: RULE_FLAGS[version], raceRunner, retPf };
}

function isModelled(version: string): version is KernelVersion {
  return Object.hasOwn(RULE_FLAGS, version);
}
