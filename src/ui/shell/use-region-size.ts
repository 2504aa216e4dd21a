import { useState } from 'react';
import { useWorkbench } from '../../state/workbench-context.ts';

export interface RegionSize {
  readonly size: number;
  readonly sizeUsual: number;
  readonly onResize: (size: number) => void;
}

/** The size of a region in CSS pixels, as the reader left it; until then the usual one. */
export function useRegionSize(region: string, sizeUsual: number): RegionSize {
  const { storage } = useWorkbench();
  const key = `size.${region}`;
  const [left, setLeft] = useState(() => readSize(storage.read(key)));
  return {
    size: left ?? sizeUsual,
    sizeUsual,
    onResize: (size) => {
      setLeft(size);
      storage.write(key, size);
    },
  };
}

function readSize(stored: unknown): number | null {
  return typeof stored === 'number' && stored > 0 && stored < 10_000 ? stored : null;
}
