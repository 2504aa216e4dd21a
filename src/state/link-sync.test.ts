import { describe, expect, test } from 'vitest';
import { decodeLink } from '../link/decode-link.ts';
import { encodeLink } from '../link/encode-link.ts';
import { selectDigest } from './run-selectors.ts';
import { SCRIPT, VCPU1, ZAP } from './testing/fake-session.ts';
import { FakeStorage, openToy, setupWorkbench, TOY } from './testing/setup.ts';
import { storyOf, type WorkbenchState } from './workbench-state.ts';

const ordinary = (actor: number) => ({ actor, variant: 0 });

const shown = ({ opened, schedule, position, column, selection }: WorkbenchState) => ({
  id: opened?.info.id,
  schedule,
  position,
  column,
  selection,
});

describe('the address', () => {
  test('follows steps in place, and acts of the reader with entries of their own', async () => {
    const { actions, place, workbench } = await openToy();
    const opened = place.entries.length;
    await actions.stepNext();
    await actions.stepNext();
    await workbench.whenIdle();
    expect(place.entries).toHaveLength(opened);
    expect(decodeLink(place.read())).toMatchObject({
      ok: true,
      link: { run: 'zap:2.vcpu0:3.zap:2', at: 2, column: 'before' },
    });

    await actions.selectColumn('after');
    await actions.reset();
    expect(place.entries).toHaveLength(opened + 2);
  });

  test('an untouched story has a short link', async () => {
    const { place } = await openToy();
    expect(place.read()).toMatch(/^v1\/toy\/before\?sel=201:1&c=\w{6}$/);
  });

  test('restores exactly what was on screen', async () => {
    const first = await openToy();
    await first.actions.goTo(2);
    await first.actions.stepActor({ actor: 0, variant: 1 });
    await first.actions.stepActor(ordinary(ZAP));
    await first.actions.back();
    await first.actions.selectColumn('after');
    first.actions.select({ gfn: 0x200, level: 2 });
    await first.workbench.whenIdle();

    const second = setupWorkbench();
    expect(await second.actions.openLink(first.place.read(), 'elsewhere')).toBe('opened');
    expect(shown(second.state())).toEqual(shown(first.state()));
    expect(selectDigest(second.state())).toBe(selectDigest(first.state()));
    expect(second.state().notices).toEqual([]);
  });

  test('has the part of the page that is open; the page as it opens writes nothing', async () => {
    const first = await openToy();
    expect(first.place.read()).not.toContain('show=');
    first.actions.setShown('state');
    await first.workbench.whenIdle();
    expect(first.place.read()).toContain('show=state');
    first.actions.toggleExplorePanel();
    await first.workbench.whenIdle();
    const link = first.place.read();
    expect(link).toContain('show=interleavings');

    const second = setupWorkbench();
    await second.actions.openLink(link, 'elsewhere');
    expect(second.state()).toMatchObject({ explorePanel: true, shown: null });
    second.actions.toggleExplorePanel();
    await second.workbench.whenIdle();
    expect(second.place.read()).not.toContain('show=');
    // A link that says nothing of it leaves open what is.
    second.actions.setShown('history');
    await second.actions.openLink('v1/toy/before', 'history');
    expect(second.state().shown).toBe('history');
  });

  test('back restores the entry before, without opening the scenario again', async () => {
    const { actions, place, state, sessions, workbench } = await openToy();
    await actions.goTo(5);
    await workbench.whenIdle();
    const entry = place.read();
    const before = shown(state());
    await actions.selectColumn('after');
    await actions.reset();
    await actions.stepActor(ordinary(VCPU1));

    await actions.openLink(entry, 'history');
    expect(shown(state())).toEqual(before);
    expect(sessions[0]!.requests.filter(({ type }) => type === 'open')).toHaveLength(1);
    expect(state().branches.list.map(({ name }) => name)).toEqual(['story', 'run 1']);
  });

  test('is that of the view that is open, and back leads to the workbench as it was', async () => {
    const { actions, place, state, workbench } = await openToy();
    await actions.goTo(3);
    await workbench.whenIdle();
    const [run, entries] = [place.read(), place.entries.length];
    actions.showView('trace');
    expect(place.read()).toBe('v1/trace');
    actions.setViewLink('v1/trace/elsewhere');
    await workbench.whenIdle();
    expect(place.entries).toHaveLength(entries + 1);
    expect(place.read()).toBe('v1/trace/elsewhere');

    await actions.openLink(run, 'history');
    expect(state()).toMatchObject({ view: null, position: 3 });
    expect(place.entries).toHaveLength(entries + 1);
    actions.setViewLink('v1/trace/late');
    expect(state().viewLink).toBeNull();
  });

  test('of a view opens it, and closing it gives the address back to the run', async () => {
    const { actions, place, state } = await openToy();
    const run = place.read();
    expect(await actions.openLink('v1/compare/x', 'elsewhere')).toBe('kept');
    expect(state()).toMatchObject({ view: 'compare', viewLink: 'v1/compare/x' });
    actions.closeView();
    expect(place.read()).toBe(run);
  });

  test("one's own scenario travels in the link", async () => {
    const text = 'toy of my own # é';
    const first = setupWorkbench();
    await first.actions.open(storyOf({ kind: 'text', text }));
    await first.actions.goTo(3);
    await first.workbench.whenIdle();
    expect(first.place.read()).toMatch(/^v1\/custom\/before\?/);

    const second = setupWorkbench();
    await second.actions.openLink(first.place.read(), 'elsewhere');
    expect(second.state().opened?.source).toEqual({ kind: 'text', text });
    expect(second.state().position).toBe(3);
  });
});

describe('links that do not fit', () => {
  const LINK = {
    source: { kind: 'shipped', id: 'toy' },
    column: 'before',
    run: 'zap:2.vcpu0:3.zap:2',
    at: 6,
    selection: null,
    digest: '00000000deadbeef',
  } as const;

  test('another digest is told, and the page goes on with what this version does', async () => {
    const { actions, state } = setupWorkbench();
    expect(await actions.openLink(encodeLink(LINK), 'elsewhere')).toBe('opened');
    expect(state().position).toBe(6);
    expect(state().notices).toHaveLength(1);
    expect(state().notices[0]?.text).toContain('state 00000000deadbeef after step 6');
    expect(state().notices[0]?.text).toContain(`state ${selectDigest(state())}`);
  });

  test('an unknown column, and a run with an unknown actor: what can be saved is shown', async () => {
    const { actions, state } = setupWorkbench();
    const link = { ...LINK, column: 'middle', run: 'zap:2.nobody', digest: null, at: 2 };
    await actions.openLink(encodeLink(link), 'elsewhere');
    expect(state()).toMatchObject({ column: 'before', position: 2 });
    expect(state().schedule).toEqual([ordinary(ZAP), ordinary(ZAP)]);
    expect(state().notices.map(({ text }) => text)).toEqual([
      'The run of this link could be read up to step 2 only.',
      'The scenario has no column "middle"; shown is "before".',
    ]);
  });

  test('a cut link shows what could be saved', async () => {
    const { actions, state } = setupWorkbench();
    const cut = encodeLink(LINK).slice(0, -20);
    expect(await actions.openLink(cut, 'elsewhere')).toBe('opened');
    expect(state().schedule).toEqual(SCRIPT);
    expect(state().notices[0]?.text).toMatch(/cut off.*Shown is what could be saved/);
  });

  test.each(['v9/toy?c=aaaaaa', 'hello', 'v1/custom/before?src=AAAA&c=000000'])(
    '%s: says so, and keeps what is open',
    async (fragment) => {
      const { actions, state } = setupWorkbench();
      expect(await actions.openLink(fragment, 'elsewhere')).toBe('refused');
      expect(state().notices.length).toBeGreaterThan(0);
      await actions.open(TOY);
      expect(await actions.openLink(fragment, 'history')).toBe('kept');
    },
  );
});

describe('from one visit to the next', () => {
  test('own runs come back', async () => {
    const items = new FakeStorage();
    const first = await openToy(items);
    await first.actions.goTo(2);
    await first.actions.stepActor(ordinary(ZAP));
    await first.actions.stepActor(ordinary(ZAP));

    const second = await openToy(items);
    expect(second.state().branches.list).toMatchObject([
      { id: 'story' },
      { name: 'run 1', schedule: Array.from({ length: 4 }, () => ordinary(ZAP)) },
    ]);
    expect(second.state().schedule).toEqual(SCRIPT);
  });

  test('the theme comes back', () => {
    const items = new FakeStorage();
    setupWorkbench(items).actions.setTheme('dark');
    expect(setupWorkbench(items).state().theme).toBe('dark');
  });

  test.each([
    ['not JSON', '{'],
    ['another shape', '{"runs":3}'],
    ['other entries', '[["toy"],["toy",[{"name":1}]],7,["toy",[{"name":"x","run":"nobody:3"}]]]'],
  ])('what is stored may be %s', async (_, text) => {
    const items = new FakeStorage();
    items.setItem('sptescope.runs', text);
    items.setItem('sptescope.theme', text);
    const { state } = await openToy(items);
    expect(state().branches.list).toHaveLength(1);
    expect(state().theme).toBe('system');
  });

  test('storage may be refused', async () => {
    const items = new FakeStorage();
    items.getItem = items.setItem = () => {
      throw new Error('refused');
    };
    const { actions, state } = await openToy(items);
    actions.setTheme('light');
    await actions.reset();
    expect(state().theme).toBe('light');
  });
});
