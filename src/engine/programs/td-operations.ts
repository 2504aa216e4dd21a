/** What a vCPU of a TDX guest can be told to do, with private memory. */

/** td_fault: a store that has failed to find the page already; the vCPU is about to exit. */
export const TD_OPERATIONS = ['td_store', 'td_load', 'td_fault'] as const;

export type TdKind = (typeof TD_OPERATIONS)[number];

/** Does it need a guest whose page tables mirror an external one? */
export function isTdOperation({ kind }: { readonly kind: string }): boolean {
  return kind === 'td_remove' || TD_OPERATIONS.some((candidate) => candidate === kind);
}
