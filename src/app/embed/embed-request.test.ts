import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMessage } from './embed-request.ts';

const ask = (fields: object) => readMessage({ sptescope: 1, id: 7, ...fields });

describe('requests', () => {
  test.each([
    [{ type: 'ping' }, { type: 'ping' }],
    [{ type: 'state' }, { type: 'state' }],
    [
      { type: 'load', link: '#v1/zap' },
      { type: 'load', link: '#v1/zap' },
    ],
    [{ type: 'step' }, { type: 'step', count: 1, actor: null }],
    [
      { type: 'step', count: -3 },
      { type: 'step', count: -3, actor: null },
    ],
    [
      { type: 'step', actor: 'zap', count: 2 },
      { type: 'step', count: 2, actor: 'zap' },
    ],
    [
      { type: 'goto', position: 0 },
      { type: 'goto', position: 0 },
    ],
  ])('%j', (fields, request) => {
    expect(ask(fields)).toEqual({ id: 7, request: { ok: true, value: { id: 7, ...request } } });
  });

  test.each([
    [{ type: 'reboot' }, 'embed-type'],
    [{}, 'embed-type'],
    [{ type: 'load' }, 'embed-link'],
    [{ type: 'load', link: 'x'.repeat(200_001) }, 'embed-link'],
    [{ type: 'step', count: 1.5 }, 'embed-count'],
    [{ type: 'step', count: 1001 }, 'embed-count'],
    [{ type: 'step', count: '2' }, 'embed-count'],
    [{ type: 'step', actor: 2 }, 'embed-actor'],
    [{ type: 'step', actor: 'zap', count: -1 }, 'embed-actor'],
    [{ type: 'goto' }, 'embed-position'],
    [{ type: 'goto', position: -1 }, 'embed-position'],
    [{ type: 'goto', position: NaN }, 'embed-position'],
    [{ sptescope: 2, type: 'ping' }, 'embed-version'],
  ])('%o is refused, with what to mend', (fields, code) => {
    expect(ask(fields)).toMatchObject({
      id: 7,
      request: { ok: false, issues: [{ code, hint: expect.stringMatching(/\.$/) as string }] },
    });
  });
});

describe('rubbish', () => {
  test.each([null, undefined, 1, 'ping', [], {}, new Map([['sptescope', 1]]), { type: 'ping' }])(
    '%o is not for us',
    (data) => {
      expect(readMessage(data)).toBeNull();
    },
  );

  test('whatever comes, it is left alone or answered, and never thrown over', () => {
    const anything = fc.anything({ withMap: true, withSet: true, withBigInt: true, maxDepth: 3 });
    fc.assert(
      fc.property(fc.dictionary(fc.string(), anything), anything, anything, (more, type, id) => {
        const read = readMessage({ ...more, sptescope: 1, type, id });
        expect(read).not.toBeNull();
        expect(['string', 'number', 'object']).toContain(typeof read?.id);
      }),
    );
    fc.assert(
      fc.property(anything, (data) => {
        readMessage(data);
      }),
    );
  });
});
