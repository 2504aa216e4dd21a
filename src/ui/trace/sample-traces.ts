/**
 * Traces to look at before one has a trace: parts of real ones, which the tests of the importer hold too.
 * They are read like any file, and only when they are asked for.
 */
export interface SampleTrace {
  readonly id: string;
  readonly title: string;
  /** What is in it, and where it was recorded. */
  readonly about: string;
  readonly address: URL;
}

export const SAMPLE_TRACES: readonly SampleTrace[] = [
  {
    id: 'race',
    title: 'Two vCPUs race',
    about:
      'Linux 6.1 on AMD, two vCPUs touch the same new pages; among what they do is a known defect.',
    address: new URL('../../trace/__golden__/part.f1_race/trace.txt.gz', import.meta.url),
  },
  {
    id: 'large-pages',
    title: 'Large pages',
    about: 'Linux 6.12 on AMD, dirty logging splits pages of 2 MiB when the guest writes to them.',
    address: new URL(
      '../../trace/__golden__/linux-6.12-npt.c2_huge_lazy/trace.txt.gz',
      import.meta.url,
    ),
  },
];

export async function fetchSample({ address, id }: SampleTrace): Promise<File> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  return new File([await answer.blob()], `sample-${id}.txt.gz`);
}
