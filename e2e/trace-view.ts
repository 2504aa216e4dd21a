/** The view of traces as a person meets it: files that are dropped or chosen, by roles and names. */
import type { JSHandle, Locator, Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import type { Workbench } from './workbench.ts';

export interface DroppedFile {
  readonly name: string;
  readonly text?: string;
  /** Instead of a text. */
  readonly bytes?: Uint8Array;
}

export class TraceView {
  readonly page: Page;

  constructor({ page }: Workbench) {
    this.page = page;
  }

  /** Anywhere on the page, as soon as the page takes files. */
  async drop(file: DroppedFile, heading: string | RegExp = file.name): Promise<void> {
    const dataTransfer = await this.#transfer(file);
    await vi.waitFor(async () => {
      expect(await this.#takesFiles(dataTransfer)).toBe(true);
    });
    await this.page.dispatchEvent('body', 'drop', { dataTransfer });
    await this.page.getByRole('heading', { level: 1, name: heading }).waitFor();
  }

  async read(): Promise<void> {
    await this.page.getByText('The trace is read').waitFor({ state: 'attached' });
  }

  tab(name: string): Locator {
    return this.page.getByRole('tab', { name });
  }

  get panel(): Locator {
    return this.page.getByRole('tabpanel');
  }

  get facts(): Locator {
    return this.page.getByRole('list', { name: 'What was read' });
  }

  get events(): Locator {
    return this.page.getByRole('grid', { name: 'Events' });
  }

  get filter(): Locator {
    return this.page.getByRole('searchbox', { name: 'Filter' });
  }

  /** What the slider of the timeline says. */
  async cursor(): Promise<string> {
    const slider = this.page.getByRole('slider', { name: 'Cursor' });
    return (await slider.getAttribute('aria-valuetext')) ?? '';
  }

  #transfer({ bytes, name, text = '' }: DroppedFile): Promise<JSHandle<DataTransfer>> {
    return this.page.evaluateHandle(
      (file) => {
        const transfer = new DataTransfer();
        transfer.items.add(
          new File([file.bytes === null ? file.text : new Uint8Array(file.bytes)], file.name),
        );
        return transfer;
      },
      { name, text, bytes: bytes === undefined ? null : [...bytes] },
    );
  }

  #takesFiles(dataTransfer: JSHandle<DataTransfer>): Promise<boolean> {
    return this.page.evaluate((transfer) => {
      const event = new DragEvent('dragover', {
        dataTransfer: transfer,
        cancelable: true,
        bubbles: true,
      });
      return !document.body.dispatchEvent(event);
    }, dataTransfer);
  }
}
