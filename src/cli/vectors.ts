/** `vectors`: the engine's bits against the outputs of real kernel code. */
import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fail, ok, type Issue, type Result } from '../base/result.ts';
import { checkVectorFile } from '../vectors/check-vectors.ts';
import { vectorReport, type FileReport, type VectorReport } from '../vectors/report.ts';
import { formatVectorReport } from './format-vectors.ts';
import { EXIT, refuse, type Outcome, type Verb } from './verb.ts';

/** Comes with the vectors, and holds masks instead of rows. */
const CONSTANTS_FILE = 'constants.json';

interface VectorPaths {
  readonly files: readonly string[];
  /** Names of files of the folder that are left out on purpose. */
  readonly skipped: readonly string[];
}

async function findFiles(path: string): Promise<Result<VectorPaths>> {
  const found = await stat(path).catch(() => null);
  if (found === null) return fail([notFound(path)]);
  if (!found.isDirectory()) return ok({ files: [path], skipped: [] });
  const names = (await readdir(path)).filter((name) => name.endsWith('.json')).sort();
  const files = names.filter((name) => name !== CONSTANTS_FILE);
  if (files.length === 0) return fail([noVectors(path)]);
  return ok({
    files: files.map((name) => join(path, name)),
    skipped: names.filter((name) => name === CONSTANTS_FILE),
  });
}

async function checkFile(path: string): Promise<Result<FileReport>> {
  const name = basename(path);
  const json = parseJson(await readFile(path, 'utf8'));
  if (json === undefined) return fail([noJson(name)]);
  const checked = checkVectorFile(name, json);
  if (checked.ok) return checked;
  return fail(checked.issues.map((issue) => ({ ...issue, path: joinPath(name, issue.path) })));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // where JSON ends to be JSON helps nobody: these files are made by a program
  }
}

function joinPath(file: string, path: string): string {
  return path === '' ? file : `${file}: ${path}`;
}

const NOTHING_NAMED: Issue = {
  code: 'missing-argument',
  path: '',
  message: 'Nothing is named to be checked.',
  hint: 'Name a vector file, or a folder of them.',
};

function notFound(path: string): Issue {
  return {
    code: 'not-found',
    path: '',
    message: `There is no file or folder "${path}".`,
    hint: 'Name a vector file, or a folder of them.',
  };
}

function noVectors(path: string): Issue {
  return {
    code: 'no-vectors',
    path: '',
    message: `There is no vector file in "${path}".`,
    hint: 'Vector files end in .json.',
  };
}

function noJson(name: string): Issue {
  return {
    code: 'not-a-vector-file',
    path: name,
    message: 'This is not a vector file: it is not JSON.',
    hint: 'Name a file as vectors/README.md describes it.',
  };
}

/** The report as --json promises it: without the reasons, which are for people. */
function jsonOf({ rows, mismatches, unchecked, files }: VectorReport): unknown {
  return {
    rows,
    mismatches,
    unchecked,
    files: files.map(({ file, sections }) => ({
      file,
      sections: sections.map((section) => ({
        section: section.section,
        rows: section.rows,
        mismatches: section.mismatches,
        unchecked: section.unchecked,
        first: section.first,
      })),
    })),
  };
}

async function runVectors(path: string | undefined): Promise<Outcome> {
  if (path === undefined) return refuse(NOTHING_NAMED);
  const paths = await findFiles(path);
  if (!paths.ok) return { kind: 'refused', issues: paths.issues };
  const reports: FileReport[] = [];
  for (const file of paths.value.files) {
    const checked = await checkFile(file);
    if (!checked.ok) return { kind: 'refused', issues: checked.issues };
    reports.push(checked.value);
  }
  const report = vectorReport(reports);
  return {
    kind: 'report',
    exitCode: report.mismatches === 0 ? EXIT.OK : EXIT.DIFFERS,
    json: jsonOf(report),
    text: formatVectorReport(report),
    notes: paths.value.skipped.map((name) => `${name} was left out: it holds no rows to check.`),
  };
}

export const VECTORS: Verb = {
  name: 'vectors',
  usage: '<folder | file>',
  summary: "checks the engine's bits against vector files",
  options: {},
  positionals: 1,
  run: ({ positionals: [path] }) => runVectors(path),
};
