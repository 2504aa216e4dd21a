import { useState } from 'react';
import { createKeeper } from '../../base/keep-equal.ts';

/** The picture, its equal parts being those of the one drawn before: memo() then knows them. */
export function useKept<T>(picture: T): T {
  const [keep] = useState<(now: T) => T>(createKeeper);
  return keep(picture);
}
