import { useState } from 'react';
import { useTrace } from '../../state/trace/trace-port.ts';
import { Button } from '../controls/button.tsx';
import { SAMPLE_TRACES, fetchSample, type SampleTrace } from './sample-traces.ts';
import css from './open-trace-page.module.css';

/** Real traces, one click away. */
export function SampleChoice() {
  const { send } = useTrace();
  const [failed, setFailed] = useState(false);
  const open = async (sample: SampleTrace): Promise<void> => {
    setFailed(false);
    try {
      const file = await fetchSample(sample);
      send({ type: 'open', source: { name: file.name, file } });
    } catch {
      setFailed(true);
    }
  };
  return (
    <section className={css['samples']} aria-labelledby="samples-heading">
      <h3 id="samples-heading">Or look at a real one first</h3>
      <ul>
        {SAMPLE_TRACES.map((sample) => (
          <li key={sample.id}>
            <Button onClick={() => void open(sample)} data-sample={sample.id}>
              {sample.title}
            </Button>{' '}
            <span className={css['muted']}>{sample.about}</span>
          </li>
        ))}
      </ul>
      {failed && <p role="alert">The sample could not be loaded: are you offline?</p>}
    </section>
  );
}
