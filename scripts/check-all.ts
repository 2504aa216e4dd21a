/** Runs checks two at a time, prints each with its output when it ends, and fails if any of them does. */
import { spawn } from 'node:child_process';

const AT_A_TIME = 2;

interface Outcome {
  readonly passed: boolean;
  readonly output: string;
  readonly seconds: number;
}

/** An npm script: a check's command stands in package.json and nowhere else. */
function run(script: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const began = performance.now();
    const child = spawn('npm', ['run', '--silent', script], { stdio: ['ignore', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    const end = (passed: boolean): void => {
      const seconds = (performance.now() - began) / 1000;
      resolve({ passed, output: Buffer.concat(output).toString(), seconds });
    };
    child.stdout.on('data', (data: Buffer) => output.push(data));
    child.stderr.on('data', (data: Buffer) => output.push(data));
    child.on('error', (error) => {
      output.push(Buffer.from(`${error.message}\n`));
      end(false);
    });
    child.on('close', (code) => end(code === 0));
  });
}

const waiting = process.argv.slice(2);
if (waiting.length === 0) throw new Error('which checks?');
const failed: string[] = [];

async function runNext(): Promise<void> {
  for (let script = waiting.shift(); script !== undefined; script = waiting.shift()) {
    const { output, passed, seconds } = await run(script);
    console.log(`${passed ? 'passed' : 'FAILED'}: ${script} (${seconds.toFixed(0)} s)`);
    if (output.trim() !== '') console.log(output.trimEnd().replace(/^/gm, '  '));
    if (!passed) failed.push(script);
  }
}

await Promise.all(Array.from({ length: AT_A_TIME }, () => runNext()));
if (failed.length > 0) {
  console.error(`failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
