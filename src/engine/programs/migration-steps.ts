/**
 * What a round of a migration does in both ways of clearing the log: the vCPUs drain their PML buffers
 * before it is read, and stand still in the last round.
 */
import { EVENT } from '../effect.ts';
import { slotOfGfn } from '../sync/memslots.ts';
import type { StepDef } from './program.ts';
import type { Reg } from './registers.ts';
import { canStopVcpus, kickVcpus, stopVcpus } from './vcpu-control.ts';

interface RoundRegisters {
  /** One gfn of the slot. */
  readonly gfn: Reg;
  /** 1 in the last round. */
  readonly last: Reg;
  readonly gfn_start: Reg;
  readonly gfn_end: Reg;
  /** First gfn of the word that is looked at. */
  readonly word: Reg;
}

/** The first step of a round: fills the registers with the range of the slot. */
export function pauseStep(reg: RoundRegisters): StepDef<never> {
  return {
    fn: 'userspace: last round',
    code: 'last round? stop the vCPUs for good; each drains its PML buffer as it leaves the guest',
    access: ['userspace'],
    enabled: (t) => t.get(reg.last) === 0 || canStopVcpus(t),
    waitsFor: 'vCPUs to come back from the kernel',
    run: (t) => {
      if (t.get(reg.last) !== 0) stopVcpus(t);
      const slot = t.map.shape.slots[slotOfGfn(t.map.shape, t.get(reg.gfn))];
      t.set(reg.gfn_start, slot?.gfn ?? 0);
      t.set(reg.gfn_end, (slot?.gfn ?? 0) + (slot?.pages ?? 0));
      t.set(reg.word, slot?.gfn ?? 0);
      return undefined;
    },
  };
}

export function kickStep(): StepDef<never> {
  return {
    fn: 'kvm_arch_sync_dirty_log',
    code: 'kick the vCPUs, so that they drain their PML buffers; do not wait',
    access: ['request'],
    run: (t) => {
      kickVcpus(t);
      return undefined;
    },
  };
}

export function finishStep(): StepDef<never> {
  return {
    fn: 'userspace: last round',
    code: 'all is copied: the VM goes on elsewhere',
    access: ['userspace'],
    run: (t) => {
      t.effect.note('userspace');
      t.effect.events |= EVENT.MIGRATION_END;
      t.journal.write(t.map.migration.base + 1, 1);
      return t.return(0);
    },
  };
}
