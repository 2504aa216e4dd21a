/** Threads: where each stands in its program, which SPTE it holds in a register, what it owes. */
import type { Word64 } from '../../base/word64.ts';
import { spteKind } from '../../engine/layout/spte-kind.ts';
import { readRegister, readThread } from '../../engine/state/readers.ts';
import { cellOf } from '../../engine/state/state-map.ts';
import { actorTitle } from '../spte/picture-input.ts';
import type { Fact, Facet, FactInput } from './fact.ts';
import { spteBits } from './spte-facts.ts';

export const THREAD_FACETS: readonly Facet[] = [
  { regions: ['thread'], factsOf: (input) => perActor(input, placeFacts) },
  { regions: ['reg'], factsOf: (input) => perActor(input, heldFacts) },
  { regions: ['flush_debt'], factsOf: (input) => perActor(input, debtFacts) },
];

function perActor(input: FactInput, factsOf: (input: FactInput, actor: number) => Fact[]): Fact[] {
  return input.actors.flatMap((_, actor) => factsOf(input, actor));
}

function placeFacts({ actors, places, view }: FactInput, actor: number): Fact[] {
  const title = actorTitle(actors, actor);
  const { pc } = readThread(view, actor);
  const at = places.get(pc);
  const text =
    at === undefined
      ? 'has finished'
      : `next: ${at.step.fn}, ${at.step.label.replaceAll('_', ' ')}`;
  const subject = `where ${title} stands`;
  return [
    { key: `at/${actor}`, group: 'threads', subject, name: title, bits: [], text, absent: '' },
  ];
}

/** Registers of 64 bits hold SPTEs: snapshots, and values about to be written. */
function heldFacts(input: FactInput, actor: number): Fact[] {
  const { actors, layout, view } = input;
  const title = actorTitle(actors, actor);
  return view.map.shape.registers.flatMap((name) => {
    if (!name.endsWith('.lo')) return [];
    const register = name.slice(0, -'.lo'.length);
    const read = (half: string): number =>
      readRegister(view, { actor, register: `${register}.${half}` });
    const spte: Word64 = { lo: read('lo'), hi: read('hi') };
    const kind = spteKind(layout, spte, 1);
    if (kind === 'none') return [];
    return [
      {
        key: `held/${actor}/${register}`,
        group: 'threads',
        subject: `${register} of ${title}`,
        name: `${title}: ${register}`,
        bits: spteBits(layout, spte, kind),
        text: kind === 'frozen' ? 'frozen' : '',
        absent: 'empty',
      },
    ];
  });
}

function debtFacts({ actors, view }: FactInput, actor: number): Fact[] {
  const owed = view.cells.read(cellOf(view.map.flush_debt, { record: actor, field: 'owed' }));
  if (owed === 0) return [];
  const title = actorTitle(actors, actor);
  return [
    {
      key: `owes/${actor}`,
      group: 'threads',
      subject: `the TLB flush that ${title} owes`,
      name: `${title}: flush`,
      bits: [],
      text: 'still due',
      absent: 'none due',
    },
  ];
}
