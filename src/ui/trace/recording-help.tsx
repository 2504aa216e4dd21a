import css from './recording-help.module.css';

const TRACE_CMD = `sudo trace-cmd record -e kvmmmu -e kvm:kvm_page_fault \\
  -e kvm:kvm_userspace_exit -e kvm:kvm_unmap_hva_range -e kvm:kvm_age_hva \\
  -C mono -b 65536 sleep 10
trace-cmd report -t > trace.txt
gzip trace.txt`;

const TRACEFS = `cd /sys/kernel/tracing
echo 0 > tracing_on; echo > trace
echo mono > trace_clock
echo 65536 > buffer_size_kb
echo 1 > events/kvmmmu/enable
for e in kvm_page_fault kvm_userspace_exit kvm_unmap_hva_range kvm_age_hva; do
  [ -d events/kvm/$e ] && echo 1 > events/kvm/$e/enable
done
echo 1 > tracing_on
# ... what is to be seen; a mark in between:
echo 'before the migration' > trace_marker
echo 0 > tracing_on
gzip -c trace > /tmp/trace.txt.gz`;

const ONE_GUEST = `# only what the threads of one guest do (its process id in PID):
ls /proc/$PID/task > set_event_pid`;

/** How a host's trace is recorded, and what it does not hold. */
export default function RecordingHelp() {
  return (
    <div className={css['help']}>
      <h3>With trace-cmd</h3>
      <pre>{TRACE_CMD}</pre>
      <h3>With tracefs alone, as root</h3>
      <pre>{TRACEFS}</pre>
      <h3>What matters</h3>
      <ul>
        <li>
          <b>kvm_tdp_mmu_spte_changed</b> (v5.13 and later, with the TDP MMU) is what the page
          tables are rebuilt from. With <b>fast_page_fault</b>, also in kvmmmu, changes of faults
          that take no lock are known too; without it they show at the next change of the same SPTE.
        </li>
        <li>
          <b>kvm_page_fault</b> says which vCPU wanted what. Without it, changes can be judged less
          strictly, and scenarios made of the trace name fewer accesses. <b>kvm_entry</b> and{' '}
          <b>kvm_exit</b> may be recorded, but are many.
        </li>
        <li>
          Begin before the guest does: tables that are older than the trace are unknown until an
          event names them.
        </li>
        <li>
          A buffer that runs over loses events, and the tables after that may be wrong. Lines like{' '}
          <b>LOST EVENTS</b> and the numbers at the top of the trace tell; take a larger buffer, or
          fewer events.
        </li>
        <li>
          A clock that all CPUs share (mono, boot, x86-tsc) keeps events in order. Other clocks are
          read as well.
        </li>
      </ul>
      <h3>One guest of several</h3>
      <pre>{ONE_GUEST}</pre>
      <p>
        Events do not say whose they are. Several guests in one trace are told apart by what their
        SPTEs held, which is not always enough; what host threads outside of the guest do to it
        (ksmd, kswapd) is lost by this filter.
      </p>
      <h3>What is not in a trace</h3>
      <p>
        What TLBs hold, who holds mmu_lock, flushes, and when the CPU sets Accessed and Dirty: that
        shows at the next change of the SPTE only. A trace.dat of trace-cmd is binary: trace-cmd
        report makes the text of it that is read here.
      </p>
    </div>
  );
}
