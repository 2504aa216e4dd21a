/** The frame of the one root. Roots come and go with memslots, which are not modelled yet. */
export const ROOT_FRAME = 0;
