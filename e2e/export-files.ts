/** What the tests of exports have in common: the dialog, what it saves, and how an SVG is read. */
import { readFile } from 'node:fs/promises';
import type { Workbench } from './workbench.ts';

export const dialogOf = (bench: Workbench) => bench.page.getByRole('dialog', { name: 'Export' });

export async function openExport(bench: Workbench): Promise<void> {
  await bench.page.keyboard.press('x');
  await dialogOf(bench).waitFor();
}

export async function save(
  bench: Workbench,
  button: string,
): Promise<{ name: string; content: Buffer }> {
  const [download] = await Promise.all([
    bench.page.waitForEvent('download'),
    dialogOf(bench).getByRole('button', { name: button, exact: true }).click(),
  ]);
  return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
}

export async function saveView(bench: Workbench, view: string, button: string) {
  await dialogOf(bench).getByRole('combobox', { name: 'of' }).selectOption(view);
  return save(bench, button);
}

export interface ReadSvg {
  readonly namespace: string | null;
  /** Elements that would make it depend on something else. */
  readonly foreign: number;
  /** References that lead nowhere. */
  readonly dangling: readonly string[];
  readonly description: string;
  readonly height: number;
  readonly texts: readonly { readonly text: string; readonly x: number }[];
}

/** As a browser reads it; text that is not well-formed gives a document about that instead. */
export function readSvg(bench: Workbench, content: Buffer): Promise<ReadSvg> {
  return bench.page.evaluate((text) => {
    const root = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
    const ids = [...root.querySelectorAll('[id]')].map(({ id }) => id);
    const wanted = [...text.matchAll(/url\(#([^)]*)\)/g)].map(([, id]) => id ?? '');
    return {
      namespace: root.namespaceURI,
      foreign: root.querySelectorAll('foreignObject, style, script, image, a, parsererror').length,
      dangling: wanted.filter((id) => !ids.includes(id)),
      description: root.querySelector('desc')?.textContent ?? '',
      height: Number(root.getAttribute('height')),
      texts: [...root.querySelectorAll('text')].map((element) => ({
        text: element.textContent,
        x: Number(element.getAttribute('x')),
      })),
    };
  }, content.toString('utf8'));
}

export const NAMESPACE = 'http://www.w3.org/2000/svg';
