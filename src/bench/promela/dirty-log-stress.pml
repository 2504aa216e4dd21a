/*
 * The twin of scenario/dirty-log-stress.ts, for SPIN: what the guest, KVM and userspace do in it, step for
 * step as in engine/programs, with one transition per step and one value of the state vector per state.
 *
 * spin -DPAGES=2 -DVCPUS=3 -DSTORES=1 -DROUNDS=1 -DATOMIC=0 -a dirty-log-stress.pml
 * gcc -O2 -DNOREDUCE -DSAFETY -o pan pan.c && ./pan -c0 -m100000
 *
 * Exact (as many states and transitions as the engine has) while
 * - no page is ever unmapped, so no fault takes the slow path, and nobody but the migration mmu_lock;
 * - a compare-exchange of a fast page fault fails four times at most: a fifth needs three rounds and
 *   another vCPU on the same page. Then the engine goes on to the slow path; here that is an error.
 *
 * Program counters are variables, and not places in a process, because the last round takes vCPUs off
 * whatever they were at: two runs that differed in that only are in the same state afterwards.
 * What follows from a program counter (locks, SRCU and RCU sections, registers that are constant) is
 * left out. The counts of violating transitions are no part of the state; pan prints them when it ends.
 */

c_decl {
  static unsigned long violations[16];
  static void __attribute__((destructor)) print_violations(void) {
    printf("violating transitions: P1=%lu P8=%lu P12=%lu\n", violations[1], violations[8], violations[12]);
  }
}

#define BIT(n) (1 << (n))

/* Steps of vcpu_access (LOOKUP .. SRCU, ENTER, SRCU_UNLOCK) and fast_page_fault (BEGIN .. END). */
#define V_DONE 0
#define V_LOOKUP 1
#define V_WALK4 2
#define V_WALK3 3
#define V_WALK2 4
#define V_WALK1 5
#define V_EXIT 6
#define V_SRCU 7
#define V_BEGIN 8
#define V_READ4 9
#define V_REREAD4 10
#define V_READ3 11
#define V_REREAD3 12
#define V_READ2 13
#define V_REREAD2 14
#define V_READ1 15
#define V_FIX 16
#define V_MARK 17
#define V_END 18
#define V_ENTER 19
#define V_SRCU_UNLOCK 20

/* enable_dirty_log (E) with dirty_log_pass (S), get_dirty_log (G) with clear_dirty_pt_masked (C). */
#define M_DONE 0
#define E_LOCK_SLOTS 1
#define E_PUBLISH 2
#define E_SYNC 3
#define E_WAIT 4
#define E_PML 5
#define S_LOCK 6
#define S_RCU 7
#define S_READ4 8
#define S_REREAD4 9
#define S_READ3 10
#define S_REREAD3 11
#define S_READ2 12
#define S_REREAD2 13
#define S_READ1 14
#define S_CLEAR 15
#define S_DIRTY 16
#define S_ACCESSED 17
#define S_RCU_UNLOCK 18
#define S_UNLOCK 19
#define E_FLUSH 20
#define E_UNLOCK_SLOTS 21
#define E_COPY 22
#define G_PAUSE 23
#define G_LOCK_SLOTS 24
#define G_LOCK 25
#define G_WORD 26
#define G_REAP 27
#define C_RCU 28
#define C_READ4 29
#define C_READ3 30
#define C_READ2 31
#define C_READ1 32
#define C_CLEAR 33
#define C_DIRTY 34
#define C_ACCESSED 35
#define C_RCU_UNLOCK 36
#define G_UNLOCK 37
#define G_FLUSH 38
#define G_UNLOCK_SLOTS 39
#define G_COPY 40
#define G_FINISH 41

/* Bits of the leafs and of the slot, a bit per page. Pages start writable and clean. */
byte w = (BIT(PAGES) - 1);
byte d;
byte bitmap;
byte reaping;
bit logs;
byte content[PAGES];
byte sent[PAGES];

byte vpc[VCPUS] = V_LOOKUP;
byte vop[VCPUS];
byte tlb[VCPUS];
byte psc[VCPUS];
/* Of a fault: the slot logged when SRCU was entered; failed compare-exchanges; bits of the SPTE read. */
bit fault_logs[VCPUS];
byte retries[VCPUS];
bit old_w[VCPUS];
bit old_d[VCPUS];

byte mpc = E_LOCK_SLOTS;
byte mop;
byte page;
byte waiting;
byte mask;
byte left;
bit dirty;
bit modified;
bit pt_modified;
bit iter_w;
bit iter_d;

#define PAGE(v) ((v + vop[v]) % PAGES)
#define IN_SRCU(v) (vpc[v] >= V_BEGIN)
#define CAN_STOP(v) (vpc[v] <= V_EXIT)
#if VCPUS == 1
#define ALL_CAN_STOP CAN_STOP(0)
#elif VCPUS == 2
#define ALL_CAN_STOP (CAN_STOP(0) && CAN_STOP(1))
#else
#define ALL_CAN_STOP (CAN_STOP(0) && CAN_STOP(1) && CAN_STOP(2))
#endif
#define IS_LAST (mop == ROUNDS + 1)

inline flush_all() {
  for (v : 0 .. VCPUS - 1) {
    tlb[v] = 0;
    psc[v] = 0;
    if
    :: vpc[v] >= V_WALK4 && vpc[v] <= V_WALK1 -> vpc[v] = V_WALK4
    :: else
    fi
  }
}

inline srcu_readers(out) {
  out = 0;
  for (v : 0 .. VCPUS - 1) {
    if
    :: IN_SRCU(v) -> out = out | BIT(v)
    :: else
    fi
  }
}

/* The next page to be copied after a round, or what comes after the last one. */
inline after_copy() {
  do
  :: page < PAGES && !(reaping & BIT(page)) -> page++
  :: else -> break
  od;
  if
  :: page < PAGES -> mpc = G_COPY
  :: else ->
    page = 0;
    if
    :: IS_LAST -> mpc = G_FINISH
    :: else -> dirty = 0; modified = 0; mop++; mpc = G_PAUSE
    fi
  fi
}

/* clear_dirty_pt_masked goes to the next page while some of the mask are left. */
inline next_of_mask() {
  if
  :: left == 0 -> page = 0; mpc = C_RCU_UNLOCK
  :: else -> page++; mpc = C_READ1
  fi
}

/* dirty_log_pass goes to the next page of the slot. */
inline next_of_slot() {
  if
  :: page + 1 == PAGES -> page = 0; mpc = S_RCU_UNLOCK
  :: else -> page++; mpc = S_READ1
  fi
}

hidden byte v;

active [VCPUS] proctype vcpu() {
end: do
  :: d_step {
    vpc[_pid] != V_DONE;
    if
    :: vpc[_pid] == V_LOOKUP ->
      if
      :: (tlb[_pid] & BIT(PAGE(_pid))) ->
        content[PAGE(_pid)]++;
        vop[_pid]++;
        if
        :: vop[_pid] == STORES -> vpc[_pid] = V_DONE
        :: else
        fi
      :: else -> vpc[_pid] = V_WALK4
      fi
    :: vpc[_pid] >= V_WALK4 && vpc[_pid] <= V_WALK2 ->
      if
      :: psc[_pid] < vpc[_pid] - V_WALK4 + 1 -> psc[_pid] = vpc[_pid] - V_WALK4 + 1
      :: else
      fi;
      vpc[_pid]++
    :: vpc[_pid] == V_WALK1 ->
      if
      :: (w & BIT(PAGE(_pid))) ->
        d = d | BIT(PAGE(_pid));
        tlb[_pid] = tlb[_pid] | BIT(PAGE(_pid));
        vpc[_pid] = V_LOOKUP
      :: else -> psc[_pid] = 0; vpc[_pid] = V_EXIT
      fi
    :: vpc[_pid] == V_EXIT -> vpc[_pid] = V_SRCU
    :: vpc[_pid] == V_SRCU -> fault_logs[_pid] = logs; vpc[_pid] = V_BEGIN
    :: vpc[_pid] >= V_BEGIN && vpc[_pid] <= V_REREAD2 -> vpc[_pid]++
    :: vpc[_pid] == V_READ1 ->
      old_w[_pid] = ((w >> PAGE(_pid)) & 1);
      old_d[_pid] = ((d >> PAGE(_pid)) & 1);
      vpc[_pid] = (old_w[_pid] -> V_END : V_FIX)
    :: vpc[_pid] == V_FIX ->
      if
      :: old_w[_pid] == ((w >> PAGE(_pid)) & 1) && old_d[_pid] == ((d >> PAGE(_pid)) & 1) ->
        w = w | BIT(PAGE(_pid));
        vpc[_pid] = (fault_logs[_pid] -> V_MARK : V_END)
      :: else ->
        assert(retries[_pid] < 4);
        retries[_pid]++;
        old_w[_pid] = 0;
        old_d[_pid] = 0;
        vpc[_pid] = V_READ4
      fi
    :: vpc[_pid] == V_MARK -> bitmap = bitmap | BIT(PAGE(_pid)); vpc[_pid] = V_END
    :: vpc[_pid] == V_END ->
      retries[_pid] = 0;
      old_w[_pid] = 0;
      old_d[_pid] = 0;
      fault_logs[_pid] = 0;
      vpc[_pid] = V_ENTER
    :: vpc[_pid] == V_ENTER -> vpc[_pid] = V_SRCU_UNLOCK
    :: vpc[_pid] == V_SRCU_UNLOCK -> vpc[_pid] = V_LOOKUP
    fi
  }
  od
}

active proctype migration() {
end: do
  :: d_step {
    mpc != M_DONE && mpc != E_WAIT && (mpc != G_PAUSE || !IS_LAST);
    if
    :: mpc == E_SYNC ->
      srcu_readers(waiting);
      mpc = (waiting == 0 -> E_PML : E_WAIT)
    :: mpc == S_READ1 ->
      iter_w = ((w >> page) & 1);
      iter_d = ((d >> page) & 1);
      if
      :: iter_w -> mpc = S_CLEAR
      :: else -> next_of_slot()
      fi
    :: mpc == S_CLEAR ->
      if
      :: iter_w == ((w >> page) & 1) && iter_d == ((d >> page) & 1) ->
        w = w & ~BIT(page);
        mpc = S_DIRTY
      :: else ->
        iter_w = ((w >> page) & 1);
        iter_d = ((d >> page) & 1);
        if
        :: iter_w
        :: else -> next_of_slot()
        fi
      fi
    :: mpc == S_ACCESSED -> next_of_slot()
    :: mpc == S_RCU_UNLOCK -> iter_w = 0; iter_d = 0; mpc = S_UNLOCK
    :: mpc == E_PUBLISH -> logs = 1; mpc = E_SYNC
    :: mpc == E_FLUSH -> flush_all(); mpc = E_UNLOCK_SLOTS
    :: mpc == E_COPY ->
      sent[page] = content[page];
      page++;
      if
      :: page == PAGES -> page = 0; mop++; mpc = G_PAUSE
      :: else
      fi
    :: mpc == G_WORD ->
      if
      :: bitmap == 0 -> mpc = G_UNLOCK
      :: else -> mask = bitmap; dirty = 1; mpc = G_REAP
      fi
    :: mpc == G_REAP ->
      mask = bitmap;
      reaping = reaping | bitmap;
      bitmap = 0;
      mpc = C_RCU
    :: mpc == C_RCU ->
      left = mask;
      page = 0;
      do
      :: (mask & BIT(page)) -> break
      :: else -> page++
      od;
      mpc = C_READ4
    :: mpc == C_READ1 ->
      iter_w = ((w >> page) & 1);
      iter_d = ((d >> page) & 1);
      if
      :: (left & BIT(page)) ->
        left = left & ~BIT(page);
        if
        :: iter_w -> mpc = C_CLEAR
        :: else -> next_of_mask()
        fi
      :: else -> next_of_mask()
      fi
    :: mpc == C_CLEAR ->
      pt_modified = 1;
      w = w & ~BIT(page);
      if
#if ATOMIC
      :: !iter_d -> iter_d = ((d >> page) & 1)
#else
      :: !iter_d ->
        if
        :: (d & BIT(page)) -> c_code { violations[8]++; }; d = d & ~BIT(page)
        :: else -> c_code { violations[12]++; }
        fi
#endif
      :: else
      fi;
      mpc = C_DIRTY
    :: mpc == C_ACCESSED -> next_of_mask()
    :: mpc == C_RCU_UNLOCK ->
      iter_w = 0;
      iter_d = 0;
      mask = 0;
      modified = modified | pt_modified;
      pt_modified = 0;
      mpc = G_UNLOCK
    :: mpc == G_FLUSH ->
      if
      :: dirty -> flush_all()
      :: else
      fi;
      mpc = G_UNLOCK_SLOTS
    :: mpc == G_UNLOCK_SLOTS -> page = 0; after_copy()
    :: mpc == G_COPY ->
      sent[page] = content[page];
      reaping = reaping & ~BIT(page);
      after_copy()
    :: mpc == G_FINISH ->
      for (v : 0 .. PAGES - 1) {
        if
        :: sent[v] != content[v] -> c_code { violations[1]++; }; break
        :: else
        fi
      }
      dirty = 0;
      modified = 0;
      mop++;
      mpc = M_DONE
    /* Steps that only go on to the next one. */
    :: else -> mpc = (mpc == E_PML -> S_LOCK : (mpc == S_UNLOCK -> E_FLUSH : mpc + 1))
    fi
  }
  :: d_step {
    mpc == E_WAIT;
    srcu_readers(v);
    (waiting & v) != waiting;
    waiting = waiting & v;
    mpc = (waiting == 0 -> E_PML : E_WAIT)
  }
  :: d_step {
    mpc == G_PAUSE && IS_LAST && ALL_CAN_STOP;
    for (v : 0 .. VCPUS - 1) {
      vpc[v] = V_DONE
    }
    mpc = G_LOCK_SLOTS
  }
  od
}
