/**
 * What is wrong with an SPTE, from its bits alone. Judged are the CPU's rules, the kernel's own
 * warnings, and what no path of the kernel ever writes; whether the page behind it is the right one,
 * no bit can tell.
 */
import { equal64, hasAny, isZero, matches, type Word64 } from '../../base/word64.ts';
import { maskOf, unionOf, rangeMask } from '../../engine/layout/bit-field.ts';
import {
  checkSpteWritableInvariants,
  isEptVePossible,
  isMmuWritableSpte,
  isWritablePte,
  kvmAdEnabled,
  spteAdEnabled,
} from '../../engine/layout/predicates.ts';
import { isRsvdSpte } from '../../engine/layout/shadow-zero-check.ts';
import { spteKind, type SpteKind } from '../../engine/layout/spte-kind.ts';
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import { groupedHex } from '../spte/text.ts';
import { reservedBitsOf, setBits, without } from './reserved-bits.ts';

/** cpu: refused, or taken otherwise, by the CPU; kernel: it warns; never: it does not make these. */
export type Judge = 'cpu' | 'kernel' | 'never';

export interface Finding {
  readonly key: string;
  readonly judge: Judge;
  /** A sentence. */
  readonly text: string;
}

export interface Judged {
  readonly layout: SpteLayout;
  readonly spte: Word64;
  readonly level: number;
}

type Rule = (judged: Judged) => Finding | null;

export function spteFindings(judged: Judged): readonly Finding[] {
  const { layout, level, spte } = judged;
  const rules = rulesFor(spteKind(layout, spte, level));
  return rules.map((rule) => rule(judged)).filter((finding) => finding !== null);
}

function rulesFor(kind: SpteKind): readonly Rule[] {
  switch (kind) {
    case 'frozen':
      return [];
    case 'none':
      return [presentToCpuOnly, notTheEmptyValue, veOfEmpty];
    case 'mmio':
      return [l1tfBits, bitsOfNoField];
    case 'nonleaf':
      return [...OF_PRESENT, nonleafPermissions];
    case 'AT':
      return [...OF_PRESENT, ...OF_LEAF];
    case 'RO':
    case 'WT':
    case 'WP':
    case 'WC':
    case 'WD':
      return [...OF_PRESENT, ...OF_LEAF, savedButNotTracked, noPermission];
  }
}

const reservedBits: Rule = ({ layout, spte, level }) => {
  const found = reservedBitsOf(layout, spte, level);
  if (isZero(found)) return null;
  const text = `${setBits(found)} must be zero at level ${level}: the CPU stops at this SPTE.`;
  return { key: 'reserved-bits', judge: 'cpu', text };
};

/** The rest of what KVM takes for reserved: EPT memory types and permissions that don't go together. */
const refusedCombination: Rule = ({ layout, spte, level }) => {
  const rest = without(spte, reservedBitsOf(layout, spte, level));
  if (!isRsvdSpte(layout, rest, level)) return null;
  const readable = hasAny(spte, layout.masks.readable);
  const what = readable
    ? 'This memory type does not exist'
    : isWritablePte(layout, spte)
      ? 'W without R'
      : 'X without R';
  const cpu = readable || isWritablePte(layout, spte);
  const text = cpu
    ? `${what}: the CPU calls it a misconfiguration and exits at every access.`
    : `${what}: some CPUs accept it; KVM never makes one and warns of it.`;
  return { key: 'combination', judge: cpu ? 'cpu' : 'kernel', text };
};

const writableInvariants: Rule = ({ layout, spte }) => {
  if (checkSpteWritableInvariants(layout, spte) === 0) return null;
  const text = isMmuWritableSpte(layout, spte)
    ? 'MMU-writable without host-writable: the fast page fault could allow writes that the host forbids.'
    : 'W without MMU-writable: nobody may have made it writable.';
  return { key: 'writable-invariants', judge: 'kernel', text };
};

const adTypeUnused: Rule = ({ layout, spte }) => {
  const { adDisabled, adType, adWrprotOnly } = layout.masks;
  if (!hasAny(spte, adType)) return null;
  if (matches(spte, adType, adDisabled) || matches(spte, adType, adWrprotOnly)) return null;
  return { key: 'ad-type', judge: 'never', text: 'This A/D type has no meaning.' };
};

const adBitsWithoutCpu: Rule = ({ layout, spte }) => {
  if (kvmAdEnabled(layout) || !spteAdEnabled(layout, spte)) return null;
  const text = 'Its type says that the CPU keeps A and D, and on this CPU nobody does.';
  return { key: 'ad-without-cpu', judge: 'never', text };
};

const noUserAccess: Rule = ({ layout, spte }) => {
  if (layout.vendor !== 'npt' || hasAny(spte, layout.masks.user)) return null;
  const text = 'U is clear: every access of a guest counts as one of a user, so none gets through.';
  return { key: 'no-user', judge: 'cpu', text };
};

const vePossible: Rule = ({ layout, spte }) =>
  isEptVePossible(layout, spte)
    ? {
        key: 've',
        judge: 'never',
        text: 'Suppress-#VE is clear: a violation here could become an exception in the guest.',
      }
    : null;

const bitsOfNoField: Rule = ({ layout, spte, level }) => {
  const kind = spteKind(layout, spte, level);
  const absent = kind === 'nonleaf' ? 'leaf' : 'nonleaf';
  const known =
    kind === 'mmio'
      ? layout.mmioFields
      : layout.fields.filter(({ appliesTo }) => appliesTo !== absent);
  const mask = unionOf(...known.map((field) => rangeMask(field)));
  const stray = without(spte, mask);
  if (isZero(stray)) return null;
  const text = `${setBits(stray)}: no part of this kind of SPTE.`;
  return { key: 'no-field', judge: 'never', text };
};

const OF_PRESENT: readonly Rule[] = [
  reservedBits,
  refusedCombination,
  adTypeUnused,
  noUserAccess,
  vePossible,
  bitsOfNoField,
];

const OF_LEAF: readonly Rule[] = [writableInvariants, adBitsWithoutCpu];

const savedButNotTracked: Rule = ({ layout, spte }) =>
  hasAny(spte, layout.masks.savedBits)
    ? {
        key: 'saved-bits',
        judge: 'kernel',
        text: 'Permissions are put aside as for access tracking, but it is not access-tracked.',
      }
    : null;

const noPermission: Rule = ({ layout, spte }) => {
  const { executable, readable, writable } = layout.masks;
  if (hasAny(spte, unionOf(readable, writable, executable))) return null;
  const text = 'KVM takes it for present, the CPU does not: no access is allowed.';
  return { key: 'no-permission', judge: 'never', text };
};

const nonleafPermissions: Rule = ({ layout, spte }) => {
  const { executable, readable, writable } = layout.masks;
  const all = unionOf(readable, writable, executable);
  if (matches(spte, all, all)) return null;
  const text = 'It leads to a table but does not allow everything; only leafs restrict access.';
  return { key: 'nonleaf-permissions', judge: 'never', text };
};

/** An EPT entry is present to the CPU as soon as one of R, W and X is set. */
const presentToCpuOnly: Rule = ({ layout, spte }) => {
  const { executable, readable, writable } = layout.masks;
  const seen = layout.vendor === 'ept' ? unionOf(readable, writable, executable) : readable;
  if (!hasAny(spte, seen)) return null;
  const text = 'KVM takes it for empty, the CPU for present: the guest would get through.';
  return { key: 'present-to-cpu', judge: 'cpu', text };
};

const notTheEmptyValue: Rule = ({ layout, spte }) => {
  const empty = layout.constants.SHADOW_NONPRESENT_VALUE;
  if (equal64(spte, empty)) return null;
  const text = `Not present, but not ${groupedHex(empty)} either, which this kernel leaves in empty entries.`;
  return { key: 'not-empty', judge: 'never', text };
};

const veOfEmpty: Rule = (judged) => (presentToCpuOnly(judged) === null ? vePossible(judged) : null);

const l1tfBits: Rule = ({ layout, spte }) => {
  const forced = maskOf(layout.mmioFields, 'mmioGfnForced');
  if (matches(spte, forced, forced)) return null;
  const text =
    'Not all bits that guard against L1TF are set: the CPU could guess at memory that exists.';
  return { key: 'l1tf', judge: 'cpu', text };
};
