/** The model keeps gfns and pfns in 32-bit cells. */
export const FRAME_NUMBER_LIMIT = 2 ** 32;
