/** A page of another origin with sptescope in a frame, as a blog or slides have it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { serveSite, type Site } from './site.ts';

export interface Answer {
  readonly type: string;
  readonly id: string | number | null;
  readonly state?: {
    readonly scenario: string;
    readonly column: string;
    readonly position: number;
    readonly steps: number;
    readonly digest: string;
    readonly link: string;
    readonly violation: { readonly property: string } | null;
  };
  readonly issues?: readonly { readonly code: string }[];
  readonly requests?: readonly string[];
  readonly mode?: string;
}

interface HostWindow {
  answers: Answer[];
}

const HOST_PAGE = `<!doctype html>
<meta charset="utf-8"><title>a blog</title>
<style>body { margin: 0 } iframe { display: block; width: 100vw; height: 100vh; border: 0 }</style>
<iframe title="sptescope"></iframe>
<script>
  answers = [];
  addEventListener('message', ({ data }) => answers.push(data));
</script>`;

export async function serveHost(): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'sptescope-host-'));
  await writeFile(join(folder, 'index.html'), HOST_PAGE);
  const site = await serveSite(folder);
  return {
    url: site.url,
    close: async () => {
      await site.close();
      await rm(folder, { recursive: true });
    },
  };
}

export class EmbedHost {
  readonly page: Page;
  readonly frame: FrameLocator;
  #lastId = 0;

  constructor(page: Page) {
    this.page = page;
    this.frame = page.frameLocator('iframe');
  }

  /** Puts the page in the frame, and waits until it says that it is ready and shows something. */
  async embed(address: string, shows: 'machine' | 'nothing' = 'machine'): Promise<void> {
    await this.page.evaluate((src) => {
      const frame = document.querySelector('iframe');
      if (frame !== null) frame.src = src;
    }, address);
    await this.page.waitForFunction(() =>
      (globalThis as unknown as HostWindow).answers.some(({ type }) => type === 'ready'),
    );
    if (shows === 'machine') await this.frame.getByRole('region', { name: 'Machine' }).waitFor();
  }

  /** Sends anything. */
  async post(message: unknown): Promise<void> {
    await this.page.evaluate((data) => {
      document.querySelector('iframe')?.contentWindow?.postMessage(data, '*');
    }, message);
  }

  /** Sends a request and gives the answer to it. */
  async ask(request: Readonly<Record<string, unknown>>): Promise<Answer> {
    const id = `r${++this.#lastId}`;
    await this.post({ sptescope: 1, id, ...request });
    return this.answerTo(id);
  }

  async answerTo(id: string | number): Promise<Answer> {
    const handle = await this.page.waitForFunction(
      (wanted) =>
        (globalThis as unknown as HostWindow).answers.find((answer) => answer.id === wanted),
      id,
    );
    return (await handle.jsonValue()) as Answer;
  }

  answers(): Promise<Answer[]> {
    return this.page.evaluate(() => (globalThis as unknown as HostWindow).answers);
  }
}
