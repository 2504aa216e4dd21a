/**
 * The events there are: those of the kernel's kvm and kvmmmu systems, by name, and how each writes its
 * message. An event of this list whose message reads otherwise is kept as text; one of another name is
 * kept as text and counted as unknown.
 * ref: linux v6.12 arch/x86/kvm/mmu/mmutrace.h, arch/x86/kvm/trace.h, include/trace/events/kvm.h
 */
import { messagePattern, type MessagePattern } from '../text/message-pattern.ts';

/**
 * Newer kernels first: the first pattern that fits is taken. `{rest:t}` alone: nothing depends on the
 * words, and tracers differ in them.
 */
const PATTERNS: Readonly<Record<string, readonly string[]>> = {
  kvm_tdp_mmu_spte_changed: [
    'as id {asId:d} gfn {gfn:x} level {level:d} old_spte {a:x} new_spte {b:x}',
  ],
  kvm_page_fault: [
    'vcpu {vcpu:d} rip 0x{extra:x} address 0x{address:x16} error_code 0x{b:x}',
    'address {address:x} error_code {b:x}',
  ],
  fast_page_fault: [
    'vcpu {vcpu:d} gva {extraAddress:x} error_code {extraWord:w} sptep {extra:x16} old 0x{a:x} new {b:x} spurious {flag0:d} fixed {flag1:d}',
  ],
  kvm_mmu_set_spte: ['gfn {gfn:x} spte {a:x} ({extraWord:w} level {level:d} at {b:x}'],
  kvm_mmu_spte_requested: ['gfn {gfn:x} pfn {b:x} level {level:d}'],
  kvm_mmu_get_page: [
    'sp gen {a:d} gfn {gfn:x} l{level:d} {rest:t}',
    'new sp gfn {gfn:x} {level:d} {rest:t}',
    'existing sp gfn {gfn:x} {level:d} {rest:t}',
  ],
  kvm_mmu_prepare_zap_page: [
    'sp gen {a:d} gfn {gfn:x} l{level:d} {rest:t}',
    'sp gfn {gfn:x} {level:d} {rest:t}',
    '{level:d} {rest:t}',
  ],
  kvm_mmu_split_huge_page: ['gfn {gfn:x} spte {a:x} level {level:d} errno {b:d}'],
  kvm_mmu_zap_all_fast: ['kvm-mmu-valid-gen {a:d} used_pages {b:x}'],
  mark_mmio_spte: ['sptep:{a:x16} gfn {gfn:x} access {b:x} gen {extra:x}'],
  check_mmio_spte: ['spte {a:x} kvm_gen {b:x} spte-gen {extra:x} valid {flag0:d}'],
  handle_mmio_page_fault: ['addr:{a:x} gfn {gfn:x} access {b:x}'],
  kvm_age_hva: ['mmu notifier age hva: 0x{a:x14} -- 0x{b:x14}', '{rest:t}'],
  kvm_unmap_hva_range: ['mmu notifier unmap range: 0x{a:x14} -- 0x{b:x14}', '{rest:t}'],
  kvm_test_age_hva: ['mmu notifier test age hva: 0x{a:x14}', '{rest:t}'],
  kvm_set_spte_hva: ['mmu notifier set pte hva: 0x{a:x14}', '{rest:t}'],
  kvm_entry: ['vcpu {vcpu:d}, rip 0x{a:x}', 'vcpu {vcpu:d} {rest:t}', '{rest:t}'],
  kvm_exit: [
    'vcpu {vcpu:d} reason {extraWord:w} rip 0x{a:x} info1 0x{extra:x16} info2 0x{extra:x16} intr_info 0x{extra:x8} error_code 0x{b:x8}',
    'vcpu {vcpu:d} {rest:t}',
    '{rest:t}',
  ],
  kvm_smm_transition: ['vcpu {vcpu:d}: {rest:t}', '{rest:t}'],
  kvm_mmio: ['mmio {extraWord:w} len {a:d} gpa 0x{extraAddress:x} val 0x{b:x}'],
};

const OTHER_NAMES =
  'kvm_ack_irq kvm_apic kvm_apic_accept_irq kvm_apic_ipi kvm_apicv_accept_irq kvm_apicv_inhibit_changed ' +
  'kvm_async_pf_completed kvm_async_pf_not_present kvm_async_pf_ready kvm_async_pf_repeated_fault ' +
  'kvm_avic_doorbell kvm_avic_ga_log kvm_avic_incomplete_ipi kvm_avic_kick_vcpu_slowpath ' +
  'kvm_avic_unaccelerated_access kvm_cpuid kvm_cr kvm_dirty_ring_exit kvm_dirty_ring_push ' +
  'kvm_dirty_ring_reset kvm_emulate_insn kvm_eoi kvm_fast_mmio kvm_fpu kvm_halt_poll_ns ' +
  'kvm_hv_flush_tlb kvm_hv_flush_tlb_ex kvm_hv_hypercall kvm_hv_hypercall_done ' +
  'kvm_hv_notify_acked_sint kvm_hv_send_ipi kvm_hv_send_ipi_ex kvm_hv_stimer_callback ' +
  'kvm_hv_stimer_cleanup kvm_hv_stimer_expiration kvm_hv_stimer_set_config kvm_hv_stimer_set_count ' +
  'kvm_hv_stimer_start_one_shot kvm_hv_stimer_start_periodic kvm_hv_syndbg_get_msr ' +
  'kvm_hv_syndbg_set_msr kvm_hv_synic_send_eoi kvm_hv_synic_set_irq kvm_hv_synic_set_msr ' +
  'kvm_hv_timer_state kvm_hypercall kvm_inj_exception kvm_inj_virq kvm_invlpga ' +
  'kvm_ioapic_delayed_eoi_inj kvm_ioapic_set_irq kvm_mmu_pagetable_walk kvm_mmu_paging_element ' +
  'kvm_mmu_set_accessed_bit kvm_mmu_set_dirty_bit kvm_mmu_sync_page kvm_mmu_unsync_page ' +
  'kvm_mmu_walker_error kvm_msi_set_irq kvm_msr kvm_nested_intercepts kvm_nested_intr_vmexit ' +
  'kvm_nested_vmenter kvm_nested_vmenter_failed kvm_nested_vmexit kvm_nested_vmexit_inject ' +
  'kvm_nested_vmrun kvm_pi_irte_update kvm_pic_set_irq kvm_pio kvm_ple_window_update kvm_pml_full ' +
  'kvm_pv_eoi kvm_pv_tlb_flush kvm_pvclock_update kvm_rmp_fault kvm_set_irq kvm_skinit ' +
  'kvm_track_tsc kvm_try_async_get_page kvm_update_master_clock kvm_userspace_exit ' +
  'kvm_vcpu_wakeup kvm_vmgexit_enter kvm_vmgexit_exit kvm_vmgexit_msr_protocol_enter ' +
  'kvm_vmgexit_msr_protocol_exit kvm_wait_lapic_expire kvm_write_tsc_offset kvm_xen_hypercall ' +
  'vcpu_match_mmio';

/** Text written to trace_marker; trace-cmd calls the event print. */
export const MARKER = 'tracing_mark_write';
/** A probe on a function of the kernel: somebody's own name, and a message that names the function. */
export const PROBE = '(function probe)';
export const UNKNOWN = '(unknown)';

export interface EventFormat {
  readonly name: string;
  /** Absent: the message is kept as text. */
  readonly pattern?: MessagePattern;
}

export const KIND_NAMES: readonly string[] = [
  ...Object.keys(PATTERNS),
  ...OTHER_NAMES.split(' '),
  MARKER,
  PROBE,
  UNKNOWN,
];

/**
 * Every way an event is kept; an event holds the number of its format, which a byte must hold.
 * Each kind has one format that is text only.
 */
export const EVENT_FORMATS: readonly EventFormat[] = KIND_NAMES.flatMap((name) => [
  ...(PATTERNS[name] ?? []).map((source) => ({ name, pattern: messagePattern(source) })),
  { name },
]);

/** The kind of each format, as an index of KIND_NAMES. */
export const KIND_OF_FORMAT: readonly number[] = EVENT_FORMATS.map(({ name }) =>
  KIND_NAMES.indexOf(name),
);

export function kindNamed(name: string): number {
  return KIND_NAMES.indexOf(name);
}

/** The formats of a kind, patterns first, text last. */
export function formatsOfKind(kind: number): readonly number[] {
  return KIND_OF_FORMAT.flatMap((candidate, format) => (candidate === kind ? [format] : []));
}

export const KIND = {
  SPTE_CHANGED: kindNamed('kvm_tdp_mmu_spte_changed'),
  PAGE_FAULT: kindNamed('kvm_page_fault'),
  FAST_PAGE_FAULT: kindNamed('fast_page_fault'),
  SET_SPTE: kindNamed('kvm_mmu_set_spte'),
  SPTE_REQUESTED: kindNamed('kvm_mmu_spte_requested'),
  GET_PAGE: kindNamed('kvm_mmu_get_page'),
  PREPARE_ZAP_PAGE: kindNamed('kvm_mmu_prepare_zap_page'),
  SPLIT_HUGE_PAGE: kindNamed('kvm_mmu_split_huge_page'),
  ZAP_ALL_FAST: kindNamed('kvm_mmu_zap_all_fast'),
  MARK_MMIO_SPTE: kindNamed('mark_mmio_spte'),
  AGE_HVA: kindNamed('kvm_age_hva'),
  UNMAP_HVA_RANGE: kindNamed('kvm_unmap_hva_range'),
  SET_SPTE_HVA: kindNamed('kvm_set_spte_hva'),
  ENTRY: kindNamed('kvm_entry'),
  EXIT: kindNamed('kvm_exit'),
  USERSPACE_EXIT: kindNamed('kvm_userspace_exit'),
  MARKER: kindNamed(MARKER),
  PROBE: kindNamed(PROBE),
  UNKNOWN: kindNamed(UNKNOWN),
} as const;
