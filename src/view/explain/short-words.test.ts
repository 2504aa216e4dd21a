import { describe, expect, test } from 'vitest';
import { shortWords } from './short-words.ts';

describe('a step in a few words', () => {
  test('leaves out why it matters', () => {
    const lock =
      'zap takes mmu_lock for write, which nobody held: no other path runs now. B waits.';
    expect(shortWords(lock, { access: 'lock', program: 'zap' })).toBe(
      'zap takes mmu_lock for write, which nobody held',
    );
    const read =
      'zap reads the SPTE of gfn 0x205 (R W), and goes by that copy: others are not in it.';
    expect(shortWords(read, { access: 'spte-load', program: 'zap' })).toBe(
      'zap reads the SPTE of gfn 0x205 (R W)',
    );
  });

  test('cuts no brackets in two', () => {
    const word =
      'B reads a word of the dirty bitmap (set in it: gfn 0x205; more: none): there is work.';
    expect(shortWords(word, { access: 'dirty-bitmap', program: 'get_dirty_log' })).toBe(
      'B reads a word of the dirty bitmap (set in it: gfn 0x205; more: none)',
    );
  });

  test('keeps what came of it', () => {
    const hit =
      'vCPU 0 stores to gfn 0x205: TLB hit, W=1 D=1, so the SPTE in memory is not touched.';
    expect(shortWords(hit, { access: 'tlb', program: 'vcpu_access' })).toBe(
      'vCPU 0 stores to gfn 0x205: TLB hit, W=1 D=1',
    );
    const walk =
      'vCPU 0 loads from gfn 0x1: its walk reads the SPTE (empty), which maps nothing: EPT violation.';
    expect(shortWords(walk, { access: 'spte-load', program: 'vcpu_access' })).toBe(
      'vCPU 0 loads from gfn 0x1: its walk reads the SPTE (empty), which maps nothing: EPT violation',
    );
    const flush =
      'zap flushes the TLBs of all vCPUs: vCPU 0 loses gfn 0x205; vCPU 1 loses gfn 0x1. The next access walks.';
    expect(shortWords(flush, { access: 'flush', program: 'zap' })).toMatch(/vCPU 1 loses gfn 0x1$/);
  });
});
