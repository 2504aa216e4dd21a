/** The dirty bitmap, and userspace that copies pages by it. */
import { readGuestPage, readLoggedPage } from '../../engine/state/readers.ts';
import { guestPageCount } from '../../engine/state/shape.ts';
import { hexOf } from '../spte/text.ts';
import {
  changesOf,
  gfnWords,
  gfnsOfPages,
  titlesOf,
  type CellChange,
  type ToldStep,
} from './told-step.ts';

function gfnsOf(told: ToldStep, changes: readonly CellChange[]): number[] {
  return gfnsOfPages(
    told,
    changes.map(({ record }) => record),
  );
}

function allGfns(told: ToldStep): number[] {
  const { shape } = told.after.map;
  return gfnsOfPages(
    told,
    Array.from({ length: guestPageCount(shape) }, (_, page) => page),
  );
}

function bitWords(gfns: readonly number[]): string {
  return `the bit${gfns.length === 1 ? '' : 's'} of ${gfnWords(gfns)}`;
}

function markedWords(told: ToldStep): string {
  const marked = allGfns(told).filter((gfn) => readLoggedPage(told.after, gfn)?.marked === true);
  return marked.length === 0 ? 'no bit is set in it' : `set in it: ${gfnWords(marked)}`;
}

export function explainDirtyBitmap(told: ToldStep): string {
  const bits = changesOf(told, { region: 'dirty_bitmap', field: 'bit' });
  const set = gfnsOf(
    told,
    bits.filter(({ now }) => now !== 0),
  );
  const taken = gfnsOf(
    told,
    bits.filter(({ now }) => now === 0),
  );
  if (taken.length > 0) {
    return `takes ${bitWords(taken)} out of the dirty bitmap: a store that comes after must set ${taken.length === 1 ? 'it' : 'its bit'} anew.`;
  }
  const drained = changesOf(told, { region: 'pml', field: 'count' }).length > 0;
  const from = drained ? ', from the PML buffer,' : '';
  if (set.length > 0) {
    return `sets ${bitWords(set)}${from} in the dirty bitmap: userspace will copy ${set.length === 1 ? 'the page' : 'the pages'} again.`;
  }
  if (drained)
    return `empties an entry of the PML buffer; the bitmap stays as it was (${markedWords(told)}).`;
  const marks = told.record.label === 'mark' || told.record.label === 'emulated_mark';
  return marks
    ? 'marks the page in the dirty bitmap, where its bit is set already.'
    : `reads a word of the dirty bitmap (${markedWords(told)}).`;
}

export function explainPageCopy(told: ToldStep): string {
  const copied = gfnsOf(told, changesOf(told, { region: 'copy', field: 'reaping' }));
  const sent = gfnsOf(told, changesOf(told, { region: 'copy', field: 'sent' }));
  const gfns = copied.length > 0 ? copied : sent;
  if (gfns.length === 0) return 'copies a page: userspace has it as it is already.';
  const [first = 0] = gfns;
  const version = readLoggedPage(told.after, first)?.sent ?? 0;
  return gfns.length === 1
    ? `copies the page of ${gfnWords(gfns)} as it is now, version ${version}: later stores must set its bit to be copied, too.`
    : `copies the pages of ${gfnWords(gfns)} as they are now: later stores must set their bits to be copied, too.`;
}

export function explainUserspace(told: ToldStep): string {
  if (changesOf(told, { region: 'migration', field: 'finished' }).length > 0) {
    return `is done: the VM goes on elsewhere with what was copied. ${lostWords(told)}`;
  }
  const stopped = changesOf(told, { region: 'vcpu', field: 'mode' }).map(({ record }) => record);
  const drained = gfnsOf(told, changesOf(told, { region: 'dirty_bitmap', field: 'bit' }));
  const pml =
    drained.length === 0
      ? ''
      : ` Their PML buffers put ${gfnWords(drained)} into the dirty bitmap.`;
  return stopped.length === 0
    ? `begins its last round with the vCPUs stopped for good; none was in the guest.${pml}`
    : `stops ${titlesOf(told, stopped)} for good, for its last round.${pml}`;
}

/** Pages that the guest has stored to since they were copied last. */
function lostWords(told: ToldStep): string {
  const lost = allGfns(told).flatMap((gfn) => {
    const version = readGuestPage(told.after, gfn)?.version ?? 0;
    const sent = readLoggedPage(told.after, gfn)?.sent ?? 0;
    return version > sent
      ? [`gfn ${hexOf(gfn)} is at version ${version}, and ${sent} was sent`]
      : [];
  });
  return lost.length === 0
    ? 'Every page was sent as the guest left it.'
    : `A store is lost: ${lost.join('; ')}.`;
}
