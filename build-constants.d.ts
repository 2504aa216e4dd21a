/** The version in package.json, put in by the bundler; see `define` in vite.config.ts. */
declare const __APP_VERSION__: string;

/** What the page says about the model, computed when it is built; see vite.config.ts. */
declare module 'virtual:model-facts' {
  // eslint-disable-next-line @typescript-eslint/consistent-type-imports -- a file with imports declares no module
  const facts: import('./src/about/model-facts.ts').ModelFacts;
  export default facts;
}

/** The SPTE state machine of each kernel, computed when the page is built; see vite.config.ts. */
declare module 'virtual:spte-graph' {
  // eslint-disable-next-line @typescript-eslint/consistent-type-imports -- a file with imports declares no module
  const graph: import('./src/engine/spte-states/transition.ts').SpteGraph;
  export default graph;
}

/** The words of the shipped stories, read when the page is built; see vite.config.ts. */
declare module 'virtual:story-texts' {
  // eslint-disable-next-line @typescript-eslint/consistent-type-imports -- a file with imports declares no module
  const stories: readonly import('./src/view/story/story-text.ts').StoryText[];
  export default stories;
}

/** The shapes of the timeline's marks, drawn when the page is built; see vite.config.ts. */
declare module 'virtual:mark-symbols' {
  // eslint-disable-next-line @typescript-eslint/consistent-type-imports -- a file with imports declares no module
  const symbols: Readonly<Record<import('./src/view/timeline/mark-symbols.ts').MarkSymbol, string>>;
  export default symbols;
}
