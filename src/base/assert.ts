/**
 * Our own bugs are asserts. A modelled outcome (a fault, a failed cmpxchg, a violated property) is
 * never one: those are values. An InvariantViolation is caught once, at the edge of the session, and
 * leaves it as a `crashed` reply with a string that reproduces it.
 */
export class InvariantViolation extends Error {
  override readonly name = 'InvariantViolation';
}

/** On the step path the message must be a constant: a template string would be built every time. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantViolation(message);
}

/** Unwraps a value that an invariant says is there. */
export function present<T>(value: T | undefined | null, message: string): T {
  if (value === undefined || value === null) throw new InvariantViolation(message);
  return value;
}

/** The default branch of every switch over a union: a new member that is not handled won't compile. */
export function assertNever(value: never): never {
  throw new InvariantViolation(`unhandled case: ${JSON.stringify(value)}`);
}
