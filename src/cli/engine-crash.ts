/** The engine failed an assertion of its own: with what brings it back. */
export class EngineCrash extends Error {
  override readonly name = 'EngineCrash';
  readonly repro: string;

  constructor(message: string, repro: string) {
    super(message);
    this.repro = repro;
  }
}
