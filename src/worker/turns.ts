/**
 * Turns of the event loop: between two of them waiting messages come in. Through a channel of its own,
 * because a timer in a loop is made to wait four milliseconds, which is longer than a slice of work.
 */
export class Turns {
  readonly #channel = new MessageChannel();
  readonly #waiting: (() => void)[] = [];

  constructor() {
    this.#channel.port1.onmessage = () => {
      this.#waiting.shift()?.();
    };
  }

  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#channel.port2.postMessage(null);
    });
  }
}
