/** For everyone: axe, sizes, what is said. Keyboards: keyboard.e2e.ts. */
import { expect, test } from 'vitest';
import { useSite } from './fixtures.ts';
import type { OpenOptions, Workbench } from './workbench.ts';

const site = useSite();

const VIEWS: readonly [string, OpenOptions][] = [
  ['dark', { theme: 'dark' }],
  ['light', { theme: 'light' }],
  ['dark, 1280 x 720', { theme: 'dark', width: 1280, height: 720 }],
  ['light, a phone', { theme: 'light', width: 390, height: 844 }],
  ['forced colours', { forcedColors: 'active' }],
];

test.each(VIEWS)('axe finds nothing, at the start and at the violation: %s', async (_, options) => {
  const bench = await site.open(options);
  expect(await bench.axeViolations()).toEqual([]);
  await bench.playToViolation();
  expect(await bench.axeViolations()).toEqual([]);
  expect(await bench.overflowsSideways()).toBe(false);
  await bench.press('c');
  expect(await bench.axeViolations()).toEqual([]);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('six columns fit a phone and a desk: nothing lies outside, and axe finds nothing', async () => {
  for (const width of [390, 1280]) {
    const bench = await site.open({
      fragment: 'v1/clobber-then-enable-pml/xchg-conditional',
      width,
      height: 844,
    });
    expect(await bench.column(/^XCHG, flush if changed/).getAttribute('aria-pressed')).toBe('true');
    expect(await bench.overflowsSideways()).toBe(false);
    expect(await bench.axeViolations()).toEqual([]);
    expect(bench.troubles).toEqual([]);
    await bench.close();
  }
});

// In both themes: access-views.e2e.ts.
test('axe finds nothing in forced colours: what opens by a key, and the views beside the workbench', async () => {
  const bench = await site.open({ forcedColors: 'active' });
  await bench.playToViolation();
  for (const key of ['?', 'd', 'x', '/', 'b']) {
    await bench.page.keyboard.press(key);
    const dialog = bench.page.getByRole('dialog');
    await dialog.waitFor();
    expect([key, ...(await bench.axeViolations())]).toEqual([key]);
    await bench.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  }
  await bench.press('e');
  await bench.explorePanel.waitFor();
  expect(await bench.axeViolations()).toEqual([]);
  for (const fragment of ['v1/compare', 'v1/trace']) {
    await bench.goTo(fragment);
    await bench.page.locator(`[data-arrival=${fragment.slice(3)}]`).waitFor();
    expect([fragment, ...(await bench.axeViolations())]).toEqual([fragment]);
  }
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

/** What can be pressed and is smaller than a finger needs, with too little room around it. */
function smallTargets(bench: Workbench): Promise<string[]> {
  return bench.page.evaluate((min) => {
    const targets = [
      ...document.querySelectorAll('button, a[href], select, summary, [role=button]'),
    ]
      .filter((element) => element.checkVisibility())
      // A finger finds nothing of what is there only while it has a keyboard's focus.
      .filter((element) => getComputedStyle(element).clipPath === 'none')
      // Within a sentence they are as tall as it is.
      .filter((element) => getComputedStyle(element).display !== 'inline')
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0);
    return targets
      .filter(({ box }) => box.width < min || box.height < min)
      .filter(({ box }) => {
        const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
        return targets.some(({ box: other }) => {
          const dx = Math.max(other.left - x, x - other.right, 0);
          const dy = Math.max(other.top - y, y - other.bottom, 0);
          return other !== box && Math.hypot(dx, dy) < min / 2;
        });
      })
      .map(({ box, element }) => {
        const name = element.getAttribute('aria-label') ?? element.textContent;
        return `${name}: ${Math.round(box.width)} x ${Math.round(box.height)}`;
      });
  }, TARGET_MIN_PX);
}

/** ref: WCAG 2.2, 2.5.8: 24 CSS pixels, or as much room around. */
const TARGET_MIN_PX = 24;

test('on a phone, what can be pressed is large enough, or has room around it', async () => {
  const bench = await site.open({ width: 390, height: 844 });
  await bench.playToViolation();
  expect(await smallTargets(bench)).toEqual([]);
  await bench.close();
});

test('at 200 % zoom nothing is cut, and steps can be made', async () => {
  // Half as many CSS pixels as 1280 x 720 has.
  const bench = await site.open({ width: 640, height: 360 });
  await bench.playToViolation();
  expect(await bench.overflowsSideways()).toBe(false);
  expect(await bench.violation.isVisible()).toBe(true);
  expect(await bench.axeViolations()).toEqual([]);
  await bench.close();
});

test('each step is said by a live region, and by it alone', async () => {
  const bench = await site.open();
  const said = bench.page.getByRole('status', { name: 'Step' });
  expect(await said.innerText()).toBe('Before the first step.');
  const says = (text: RegExp) =>
    expect.poll(() => said.innerText(), { timeout: 5000 }).toMatch(text);
  await bench.press('ArrowRight');
  await says(/^Step 1: vCPU 1 loads from gfn 0x201: TLB miss\.$/);
  await bench.playToViolation();
  await says(/^Step 20: zapper empties the SPTE of gfn 0x205 by a plain store\. Violation of P8: /);
  await bench.close();
});
