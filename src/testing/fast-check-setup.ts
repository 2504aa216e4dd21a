import fc from 'fast-check';

// The seed is chosen and printed in vitest.config.ts; here every test file takes it over.

function integerFromEnvironment(name: string): number | undefined {
  const text = process.env[name];
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`${name} must be an integer, not "${text}"`);
  return value;
}

const seed = integerFromEnvironment('SPTESCOPE_SEED');
if (seed === undefined) throw new Error('SPTESCOPE_SEED is not set: run the tests by "npm test"');
const numRuns = integerFromEnvironment('SPTESCOPE_RUNS');

fc.configureGlobal({ seed, ...(numRuns === undefined ? {} : { numRuns }) });
