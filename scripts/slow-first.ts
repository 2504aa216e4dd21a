/**
 * The order of test files: those that take longest begin first, so that at the end no processor waits for
 * one of them alone. Vitest knows how long they took only where it has run before; else it goes by size.
 */
import { BaseSequencer, type TestSequencerConstructor, type TestSpecification } from 'vitest/node';

/** `slow`: ends of their paths, the slowest first. */
export function slowFirst(slow: readonly string[]): TestSequencerConstructor {
  const rank = ({ moduleId }: TestSpecification): number => {
    const at = slow.findIndex((path) => moduleId.endsWith(path));
    return at === -1 ? slow.length : at;
  };
  return class extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      const sorted = await super.sort(files);
      return sorted.sort((a, b) => rank(a) - rank(b));
    }
  };
}
