/** The words of every shipped story, for a page whose engine does not start: read when the site is built. */
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { IssueList } from '../src/scenario/issues.ts';
import { readDocument } from '../src/scenario/read-document.ts';
import type { StoryText } from '../src/view/story/story-text.ts';

const FOLDER = resolve(import.meta.dirname, '../src/catalogue/scenarios');

export function computeStoryTexts(): StoryText[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => storyText(readFileSync(resolve(FOLDER, name), 'utf8')));
}

function storyText(source: string): StoryText {
  const issues = new IssueList();
  const document = readDocument(parse(source), issues);
  if (document === null) throw new Error(JSON.stringify(issues.all));
  const { id, story, summary, title } = document;
  const moments = story.map(({ look, say }) => ({ text: say, look: look ?? null }));
  return { id, title, summary, moments };
}
