import { describe, expect, test } from 'vitest';
import { loadScenarioText, scenarioIds } from '../../catalogue/node.ts';
import { parseScenario } from '../../scenario/parse-scenario.ts';
import { GLOSSARY, termsIn } from './glossary.ts';

const names = (text: string): string[] => termsIn(text).map(({ term }) => term);

/** Explained where they stand, or known to everybody. */
const NEEDS_NO_TERM = new Set(['CPU', 'CPUs', 'AMD', 'BUG', 'KVM_BUG_ON', 'VM']);

async function narration(id: string): Promise<string> {
  const text = await loadScenarioText(id);
  const scenario = parseScenario(text.ok ? text.value : '');
  if (!scenario.ok) throw new Error(`${id} cannot be read`);
  const { info } = scenario.value;
  return [
    info.summary,
    ...info.narration.flatMap(({ text: told, look }) => [told, look ?? '']),
  ].join(' \n ');
}

describe('the glossary', () => {
  test('finds a term as a word, in any of its forms, and not within another word', () => {
    expect(names('The TLBs still hold it.')).toEqual(['TLB']);
    expect(names('zapper')).toEqual(['zap']);
    expect(names('It AGES by PMLx and un-flush.')).toEqual([]);
    expect(names('call_rcu() is called')).toEqual(['RCU']);
  });

  test('has each term once, and tells it without the term itself', () => {
    expect(new Set(GLOSSARY.map(({ term }) => term)).size).toBe(GLOSSARY.length);
    for (const { meaning } of GLOSSARY) expect(meaning).not.toMatch(/[.]$/);
  });

  test.each(scenarioIds().map((id) => [id]))('%s: every abbreviation is in it', async (id) => {
    const words =
      (await narration(id)).match(/\b[A-Za-z]*[A-Z]{2,}\w*(\(\))?|\b[a-z]+_\w+(\(\))?/g) ?? [];
    const unknown = words.filter((word) => !NEEDS_NO_TERM.has(word) && names(word).length === 0);
    expect([...new Set(unknown)]).toEqual([]);
  });

  test.each(GLOSSARY.map(({ term }) => [term]))('%s: some story, or a picture, uses it', (term) => {
    expect(names(term)).toContain(term);
  });
});
