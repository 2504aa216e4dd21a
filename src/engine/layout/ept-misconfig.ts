/**
 * The one combination of permissions that KVM provokes on purpose, apart from the tables of fields:
 * predicates ask for it, and the page has those long before it has any table.
 */

/** W and X without R: no CPU accepts these three bits together. */
export const VMX_EPT_MISCONFIG_WX_VALUE = 6;
export const VMX_EPT_RWX_MASK = 7;
