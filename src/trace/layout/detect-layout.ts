/**
 * Which format the SPTEs of a trace are in: concluded from their values and from the events, said with
 * the reasons and with what could as well be. The user may say otherwise.
 */
import {
  EPT_AD_46,
  EPT_AD_PML_46,
  EPT_NOAD_46,
  NPT_48,
  layoutFor,
} from '../../engine/layout/registry.ts';
import type { KernelVersion, LayoutConfig, SpteLayout } from '../../engine/layout/spte-layout.ts';
import { present } from '../../base/assert.ts';
import type { LayoutEvidence } from './layout-evidence.ts';

export interface DetectedLayout {
  readonly layout: SpteLayout;
  /** 4, or 5. */
  readonly rootLevel: number;
  /** Why, a sentence each. */
  readonly reasons: readonly string[];
  /** What the trace cannot tell. */
  readonly doubts: readonly string[];
}

interface Finding {
  readonly reasons: string[];
  readonly doubts: string[];
}

const ROOT_LEVEL = 4;

/** `release` is the kernel's own name of its version, where the trace has it. */
export function detectLayout(evidence: Readonly<LayoutEvidence>, release?: string): DetectedLayout {
  const said: Finding = { reasons: [], doubts: [] };
  const cpu = detectCpu(evidence, said);
  const kernel = detectKernel(evidence, { cpu, said, release });
  const layout = layoutFor(kernel, cpu) ?? layoutFor('v5.19', cpu);
  const rootLevel = Math.max(ROOT_LEVEL, evidence.levelMax);
  if (rootLevel > ROOT_LEVEL) said.reasons.push('There are entries of level 5: five-level tables.');
  return { layout: present(layout, 'a detected kernel has a layout'), rootLevel, ...said };
}

function detectCpu(evidence: Readonly<LayoutEvidence>, { doubts, reasons }: Finding): LayoutConfig {
  const { eptLeafs, eptTables, nptLeafs, nptTables } = evidence;
  if (evidence.sptes === 0) {
    doubts.push('There is no present SPTE in it; AMD is a guess.');
    return NPT_48;
  }
  const npt = nptTables + nptLeafs > eptTables + eptLeafs;
  if (npt) {
    reasons.push('Tables are linked by ...827 and leafs keep KVM’s bits at 9 and 10: AMD NPT.');
    return NPT_48;
  }
  reasons.push('SPTEs have EPT memory types, and KVM’s bits at the top: Intel EPT.');
  const physical = evidence.l1tfFirstBit === 0 ? {} : { maxphyaddr: evidence.l1tfFirstBit };
  if (evidence.l1tfFirstBit !== 0) {
    reasons.push(`MMIO SPTEs show ${evidence.l1tfFirstBit} physical address bits.`);
  }
  if (evidence.adDisabled > 0) {
    reasons.push('SPTEs say that Accessed and Dirty bits are not in use.');
    return { ...EPT_NOAD_46, ...physical };
  }
  if (evidence.dirtyCleared > 0) {
    reasons.push('Dirty is cleared while W stays: page-modification logging.');
    return { ...EPT_AD_PML_46, ...physical };
  }
  doubts.push('Nothing shows page-modification logging; it may be there.');
  return { ...EPT_AD_46, ...physical };
}

function detectKernel(
  evidence: Readonly<LayoutEvidence>,
  context: {
    readonly cpu: LayoutConfig;
    readonly said: Finding;
    readonly release: string | undefined;
  },
): KernelVersion {
  const { cpu, said } = context;
  const named = context.release === undefined ? undefined : kernelOfRelease(context.release);
  if (named !== undefined) {
    said.reasons.push(`The trace names its kernel: ${context.release ?? ''}.`);
    return named;
  }
  if (evidence.frozenV7_2 + evidence.movedV7_2 > 0) {
    said.reasons.push('The frozen value, or KVM’s bits, are those of v7.2.');
    return 'v7.2';
  }
  if (evidence.emptyBit63 <= evidence.emptyZero) {
    said.reasons.push('Empty entries are 0: a kernel before v6.10.');
    said.doubts.push('From v5.18 to v6.9 SPTEs look the same.');
    return 'v5.19';
  }
  said.reasons.push('Empty entries have bit 63: v6.10 or later.');
  if (cpu.vendor === 'ept' && !cpu.adBits && evidence.softwareAccessed > 0) {
    said.reasons.push('KVM keeps Accessed itself, without the CPU’s: v6.13 or later.');
    return 'v6.17';
  }
  if (evidence.dirtyRewritten > 0) {
    said.reasons.push('A fault took Dirty from a writable SPTE: before v6.13.');
  } else said.doubts.push('From v6.10 to v7.0 SPTEs look the same.');
  return 'v6.12';
}

const RELEASE = /^(\d+)\.(\d+)/;

/** The modelled kernel that a release is like. */
function kernelOfRelease(release: string): KernelVersion | undefined {
  const [, major, minor] = RELEASE.exec(release) ?? [];
  if (major === undefined || minor === undefined) return undefined;
  const version = Number(major) * 1000 + Number(minor);
  if (version < 5013) return undefined;
  if (version < 5018) return 'v5.18pre';
  if (version < 6010) return 'v5.19';
  if (version < 6013) return 'v6.12';
  return version < 7001 ? 'v6.17' : 'v7.2';
}
