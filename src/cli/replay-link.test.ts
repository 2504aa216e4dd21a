/** Links: the other way to say what to replay. */
import { describe, expect, it } from 'vitest';
import { textDeflater } from '../client/text-deflater.ts';
import { encodeLink } from '../link/encode-link.ts';
import type { Link } from '../link/link.ts';
import { packSource } from '../link/source-text.ts';
import { SAMPLE_TEXT } from '../scenario/testing/sample-text.ts';
import { replayJson, run } from './testing/run-in-test.ts';

const STORY: Link = {
  source: { kind: 'shipped', id: 'aging-drops-dirty' },
  column: 'after',
  run: null,
  at: null,
  selection: null,
  digest: null,
};

describe('a link', () => {
  const linkOf = (link: Partial<Link>): string =>
    `https://example.org/page/#${encodeLink({ ...STORY, ...link })}`;

  it('names scenario, column and run', async () => {
    expect(await replayJson(linkOf({ run: 'ager:2.vcpu0' }))).toMatchObject({
      column: 'after',
      schedule: 'ager:2.vcpu0',
    });
    expect(await replayJson('v1/aging-drops-dirty')).toMatchObject({ column: 'before' });
  });

  it('gives way to what is said on the command line', async () => {
    const link = linkOf({ run: 'ager:2.vcpu0', at: 1, digest: '0'.repeat(16) });
    const argv = ['replay', link, '--column', 'before', '--schedule', 'vcpu0'];
    const { code, out } = await run(argv);
    expect(code).toBe(0);
    expect(out).toContain('column before');
    expect(out).toContain('schedule vcpu0\n');
    expect((await run(['replay', link, '--column', 'before'])).code).toBe(0);
  });

  it('is held to its digest, at its position', async () => {
    const { digest: two } = await replayJson(linkOf({ run: 'ager:2' }));
    const { digest: none } = await replayJson(
      'aging-drops-dirty',
      '--column',
      'after',
      '--schedule',
      '',
    );
    const good = await run(['replay', linkOf({ run: 'ager:5', at: 2, digest: two })]);
    expect(good.code).toBe(0);
    expect((await run(['replay', linkOf({ run: 'ager:5', digest: none })])).code).toBe(0);
    const bad = await run(['replay', linkOf({ run: 'ager:5', at: 3, digest: two })]);
    expect(bad.code).toBe(1);
    expect(bad.out).toContain(`differs: at step 3 the link has digest ${two}, this run `);
    const short = await run(['replay', linkOf({ run: 'ager', at: 9, digest: two })]);
    expect(short.code).toBe(1);
    expect(short.out).toContain('this run no such step.');
  });

  it('may carry its own scenario', async () => {
    const packed = await packSource(SAMPLE_TEXT, textDeflater);
    const json = await replayJson(linkOf({ source: { kind: 'custom', packed }, run: 'zap:7' }));
    expect(json).toMatchObject({ scenario: 'sample', schedule: 'zap:7' });
    const spoilt = await run(['replay', linkOf({ source: { kind: 'custom', packed: 'AAAA' } })]);
    expect(spoilt.code).toBe(2);
    expect(spoilt.err).toContain('The scenario inside this link cannot be unpacked.');
  });
});
