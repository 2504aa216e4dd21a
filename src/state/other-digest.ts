/** Loaded when it has to be said. */
interface StateAt {
  readonly digest: string | null;
  /** After so many steps. */
  readonly at: number;
}

export function otherDigest(made: StateAt, here: StateAt): string {
  return (
    `This link was made at state ${made.digest} after step ${made.at}. Here the same schedule leads to ` +
    `state ${here.digest} after step ${here.at}: the model or the scenario has changed since. ` +
    `Shown is what this version does.`
  );
}
