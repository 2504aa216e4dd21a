/** Is it counted how often the selected SPTE changes? Asked for once, it goes on with whatever is selected. */
import { createStore } from 'zustand/vanilla';

export const counting = createStore<{ readonly on: boolean }>(() => ({ on: false }));
