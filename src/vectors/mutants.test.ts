/** The golden rows are not there for show: a wrong mask, rule or flag is caught by one of them. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ZERO64, isZero } from '../base/word64.ts';
import { layoutFor } from '../engine/layout/registry.ts';
import type {
  KernelVersion,
  SpteLayout,
  SpteMasks,
  SpteRules,
} from '../engine/layout/spte-layout.ts';
import { RULE_FLAGS, type RuleFlags } from '../engine/profiles/rule-flags.ts';
import { checkSection } from './check-section.ts';
import { suitedChecker } from './check-vectors.ts';
import { RACE_BY_ENGINE } from './race-by-engine.ts';
import type { CheckContext } from './section-checker.ts';
import { parseVectorFile, type VectorFile } from './vector-file.ts';

const FOLDER = join(import.meta.dirname, '__golden__');
const GOLDEN_FILES = readdirSync(FOLDER).sort();

function golden(file: string): unknown {
  return JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
}

interface GoldenCheck {
  readonly name: string;
  readonly file: VectorFile;
  readonly context: CheckContext;
}

const CHECKS: readonly GoldenCheck[] = GOLDEN_FILES.map((name) => {
  const parsed = parseVectorFile(golden(name));
  if (!parsed.ok) throw new Error(`${name} is a vector file`);
  const file = parsed.value;
  const version = file.version as KernelVersion;
  const layout = layoutFor(version, file.params);
  if (layout === undefined) throw new Error(`${version} is modelled`);
  const { retPf } = file;
  const context = { layout, flags: RULE_FLAGS[version], raceRunner: RACE_BY_ENGINE, retPf };
  return { name, file, context };
});

function isCaught({ context, file }: GoldenCheck, wrong: Partial<CheckContext>): boolean {
  return file.sections.some((section) => {
    const checker = suitedChecker(section);
    if (checker === undefined) throw new Error(`section ${section.name} is implemented`);
    try {
      return checkSection({ ...context, ...wrong }, checker, section).mismatches > 0;
    } catch {
      return true; // an assert of the engine has seen it first
    }
  });
}

function withMaskEmptied(layout: SpteLayout, name: keyof SpteMasks): SpteLayout {
  return { ...layout, masks: { ...layout.masks, [name]: ZERO64 } };
}

/** For views, or only on a CPU of another kind. */
function mattersNowhere(name: keyof SpteMasks, { config, masks, vendor }: SpteLayout): boolean {
  if (name === 'memtype' || name === 'ignorePat') return true;
  if (name === 'adWrprotOnly') return !config.pml;
  // Without exec-only support every present SPTE may be read anyway.
  if (name === 'user') return vendor === 'ept' && !config.execOnly;
  // There is no access tracking to be undone: nothing to save, nowhere to save it.
  if (name === 'savedBits') return vendor === 'npt' && isZero(masks.accTrack);
  return false;
}

describe('a layout with any one mask emptied is caught', () => {
  it.each(CHECKS)('by $name', (check) => {
    const { layout } = check.context;
    for (const name of Object.keys(layout.masks) as (keyof SpteMasks)[]) {
      if (isZero(layout.masks[name]) || mattersNowhere(name, layout)) continue;
      expect(isCaught(check, { layout: withMaskEmptied(layout, name) }), name).toBe(true);
    }
  });
});

const RULE_VALUES: { readonly [Name in keyof SpteRules]: readonly SpteRules[Name][] } = {
  volatile: ['v5.17', 'v5.18', 'v6.15'],
  present: ['mmu-present-bit', 'nonzero-not-mmio'],
  freezes: [true, false],
  locklesslyWritable: ['mmu-writable', 'host-and-mmu-writable'],
  makeSpteShortcut: ['any-old-value', 'last-level-old-value', 'never'],
  dirtyWithWrite: [true, false],
  flush: ['old', 'new'],
  splitExecutable: ['always', 'if-role-allows', 'as-role-says'],
  softwareAd: [true, false],
  synchronizingKeepsAccessed: [true, false],
  pfnNotifications: [true, false],
  marksDirtyOnWritable: [true, false],
  checksWritableInvariants: [true, false],
  checksTracking: [true, false],
};

const FLAG_VALUES: { readonly [Name in keyof RuleFlags]: readonly RuleFlags[Name][] } = {
  tdpWrite: ['plain', 'xchg'],
  aging: ['setSpte', 'clearBit', 'and', 'locklessAnd', 'locklessCas'],
  clearDirty: ['setSpte', 'and'],
  needWrprot: ['spteType', 'globalAd', 'rootRole'],
  fastPfEligible: ['anyWhenTracking', 'presentWriteOrNoAd'],
  fastPfRestores: ['all', 'withoutAd'],
  fastPfLarge: ['never', 'unlessLogged'],
  fastPfFix: ['whatItCan', 'whatAllows'],
  mapOverAllowed: ['remakes', 'spurious'],
  mapLeafFlush: ['never', 'ifMmuWritableLost'],
  wrprotFault: ['emulate', 'writeProtected'],
};

/** What no row of these kernels can tell: functions they don't have, or do alike. */
const UNTOLD: Readonly<Record<KernelVersion, RegExp>> = {
  'v4.15':
    /^(freezes|makeSpteShortcut|dirtyWithWrite|splitExecutable|synchronizingKeepsAccessed|marksDirtyOnWritable|tdpWrite|aging|clearDirty|needWrprot|fastPfLarge|map.*|wrprotFault)$/,
  'v5.18pre': /^fastPfRestores$/,
  'v5.19': /^(fastPfRestores|fastPfFix)$/,
  'v6.12': /^fastPfRestores$/,
  'v6.17': /^(aging|clearDirty)$/,
  'v7.2': /^(aging|clearDirty|fastPfFix)$/,
};

/** Ways of aging that differ only while somebody else writes: no row shows them apart. */
function sameAlone(name: string, one: unknown, other: unknown): boolean {
  return name === 'aging' && one !== 'setSpte' && other !== 'setSpte';
}

describe.each(Object.keys(RULE_FLAGS) as KernelVersion[])('%s with a wrong value of', (kernel) => {
  const checks = CHECKS.filter(({ file }) => file.version === kernel);
  // Masks are made by then: this one is told by emptied masks.
  const rules = (Object.keys(RULE_VALUES) as (keyof SpteRules)[]).filter(
    (name) => name !== 'locklesslyWritable' && !UNTOLD[kernel].test(name),
  );
  const flags = (Object.keys(FLAG_VALUES) as (keyof RuleFlags)[]).filter(
    (name) => !UNTOLD[kernel].test(name),
  );

  it.each(rules)('rule %s is caught', (name) => {
    for (const value of RULE_VALUES[name]) {
      const wrong = checks.filter(({ context }) => context.layout.rules[name] !== value);
      const caught = wrong.some((check) => {
        const { layout } = check.context;
        return isCaught(check, {
          layout: { ...layout, rules: { ...layout.rules, [name]: value } },
        });
      });
      expect(caught, String(value)).toBe(wrong.length > 0);
    }
  });

  it.each(flags)('flag %s is caught', (name) => {
    const right = RULE_FLAGS[kernel];
    for (const value of FLAG_VALUES[name]) {
      if (right[name] === value || sameAlone(name, right[name], value)) continue;
      const wrong = { flags: { ...right, [name]: value } };
      expect(
        checks.some((check) => isCaught(check, wrong)),
        value,
      ).toBe(true);
    }
  });
});
