import facts from 'virtual:model-facts';
import { ScrollRegion } from '../controls/scroll-region.tsx';
import { Dialog } from './dialog.tsx';
import css from './about-dialog.module.css';

const { limits, profiles, programs, properties, vectors } = facts;

const count = (value: number): string => value.toLocaleString('en');

/** What is modelled, what is not, and what ties it to real kernels: computed when the page was built. */
export default function AboutDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="About the model" width={820} onClose={onClose}>
      <p>
        Page tables, TLBs, locks and every kernel path&rsquo;s registers are memory; actors take
        turns, one access to shared memory a step. A violation is what a property says of a state
        that was really reached, and a verdict over all interleavings is searched, never typed in.
      </p>
      <TiedToKernels />
      <h3 className={css['heading']}>What is not modelled</h3>
      <ul className={css['limits']}>
        {limits.map(({ so, what }) => (
          <li key={what}>
            <b>{what}</b> {so}
          </li>
        ))}
      </ul>
      <Programs />
      <h3 className={css['heading']}>Kernels</h3>
      <Named items={profiles} />
      <h3 className={css['heading']}>Properties</h3>
      <Named items={properties} />
    </Dialog>
  );
}

function TiedToKernels() {
  const { files, kernels, mismatches, rows, unchecked } = vectors;
  return (
    <>
      <h3 className={css['heading']}>What ties it to real kernels</h3>
      <p>
        Bits: {count(rows)} outputs of real kernel code, of {kernels.join(', ')} in {files} set-ups
        of CPU and KVM, were compared with the engine when this page was built.{' '}
        <b data-bad={mismatches > 0}>
          {count(rows - mismatches - unchecked)} agree, {count(mismatches)} differ,{' '}
          {count(unchecked)} could not be compared.
        </b>{' '}
        {facts.layouts} layouts of SPTEs come from the same tables.
      </p>
      <p>
        Sequences: each kernel path below names the functions and versions it was read from. What it
        does to an SPTE is judged by a state machine of {facts.transitions} transitions, the same
        one that is drawn in the inspector.
      </p>
    </>
  );
}

function Programs() {
  return (
    <>
      <h3 className={css['heading']}>Kernel paths, and the CPU</h3>
      <ScrollRegion className={css['scroll']} label="Kernel paths">
        <table className={css['programs']}>
          <thead>
            <tr>
              <th scope="col">Program</th>
              <th scope="col">Models</th>
              <th scope="col">As of</th>
              <th scope="col">Steps</th>
            </tr>
          </thead>
          <tbody>
            {programs.map(({ id, models, steps, version }) => (
              <tr key={id}>
                <th scope="row">{id}</th>
                <td>{models}</td>
                <td>{version}</td>
                <td>{steps}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </>
  );
}

function Named({
  items,
}: {
  readonly items: readonly { readonly id: string; readonly text: string }[];
}) {
  return (
    <dl className={css['named']}>
      {items.map(({ id, text }) => (
        <div key={id}>
          <dt>{id}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}
