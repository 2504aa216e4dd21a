/** How deep a YAML text nests, found out without recursion: parsing it takes stack for each level. */
import { Lexer, Parser } from 'yaml';

export function yamlDepth(text: string): number {
  const parser = new Parser();
  let depth = 0;
  for (const lexeme of new Lexer().lex(text)) {
    // The tokens that are finished are of no interest, only those still open.
    for (const _ of parser.next(lexeme)) continue;
    depth = Math.max(depth, parser.stack.length);
  }
  return depth;
}
