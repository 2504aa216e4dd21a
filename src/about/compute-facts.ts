/** Computes what the page says about the model. Runs in Node, when the site is built. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DETECTORS } from '../engine/detectors/registry.ts';
import { LAYOUTS } from '../engine/layout/registry.ts';
import { PROFILES } from '../engine/profiles/profile.ts';
import { ALL_PROGRAMS } from '../engine/programs/all-programs.ts';
import { SPTE_TRANSITIONS } from '../engine/spte-states/transitions.ts';
import { checkVectorFile } from '../vectors/check-vectors.ts';
import { vectorReport, type FileReport } from '../vectors/report.ts';
import { LIMITS } from './limits.ts';
import type { ModelFacts, VectorFacts } from './model-facts.ts';

/** The part of the vectors that the project carries. */
export const VECTOR_FOLDER = join(import.meta.dirname, '../vectors/__golden__');

export function computeModelFacts(vectorFolder: string = VECTOR_FOLDER): ModelFacts {
  return {
    vectors: computeVectorFacts(vectorFolder),
    programs: ALL_PROGRAMS.programs.map(({ id, models, version, steps }) => ({
      id,
      models,
      version,
      steps: steps.length,
    })),
    profiles: PROFILES.map(({ id, title }) => ({ id, text: title })),
    properties: DETECTORS.map(({ id, sentence }) => ({ id, text: sentence })),
    layouts: LAYOUTS.length,
    transitions: SPTE_TRANSITIONS.length,
    limits: LIMITS,
  };
}

function computeVectorFacts(folder: string): VectorFacts {
  const names = readdirSync(folder).sort();
  const { rows, mismatches, unchecked } = vectorReport(names.map((name) => checked(folder, name)));
  const kernels = [...new Set(names.map((name) => name.replace(/_.*$/, '')))];
  return { files: names.length, kernels, rows, mismatches, unchecked };
}

function checked(folder: string, name: string): FileReport {
  const result = checkVectorFile(name, JSON.parse(readFileSync(join(folder, name), 'utf8')));
  if (result.ok) return result.value;
  throw new Error(`${name}: ${result.issues.map(({ message }) => message).join(' ')}`);
}
