/**
 * The keys of what is on screen beside the page's own: of the timeline, the presentation, and the views that
 * take the place of the workbench. A row says which keys and what for; what it does is known where it is on
 * screen. Loaded with the first of them.
 */
export const VIEW_SCOPES = ['timeline', 'present', 'compare', 'trace'] as const;
export type ViewScope = (typeof VIEW_SCOPES)[number];

export interface ViewKey {
  readonly scope: ViewScope;
  /** As in KeyboardEvent.key; the reader may have chosen others. */
  readonly keys: readonly string[];
  readonly title: string;
  /** The keys belong to it: presenter remotes and Escape cannot be asked to send others. */
  readonly fixed?: true;
}

const ROWS = {
  'timeline/zoom-in': {
    scope: 'timeline',
    keys: ['+', '='],
    title: 'Zoom in, where the cursor is',
  },
  'timeline/zoom-out': { scope: 'timeline', keys: ['-'], title: 'Zoom out' },
  'timeline/whole': { scope: 'timeline', keys: ['0'], title: 'The whole run in view' },
  'timeline/violation': {
    scope: 'timeline',
    keys: ['z'],
    title:
      'Zoom to what is wrong: from its cause to the violation; when comparing, to where they differ',
  },
  'timeline/lock': {
    scope: 'timeline',
    keys: ['l'],
    title: 'Zoom to the time mmu_lock is held around the cursor, or next',
  },
  'present/next': {
    scope: 'present',
    keys: ['PageDown'],
    title: 'Next moment of the story',
    fixed: true,
  },
  'present/previous': {
    scope: 'present',
    keys: ['PageUp'],
    title: 'Previous moment of the story',
    fixed: true,
  },
  'present/beginning': {
    scope: 'present',
    keys: ['F5'],
    title: 'From the beginning',
    fixed: true,
  },
  'present/next-region': { scope: 'present', keys: ['ArrowDown'], title: 'The next region' },
  'present/previous-region': {
    scope: 'present',
    keys: ['ArrowUp'],
    title: 'The region before',
  },
  'present/blank': {
    scope: 'present',
    keys: ['b', '.'],
    title: 'Blank the screen; any key brings it back',
    fixed: true,
  },
  'present/close': { scope: 'present', keys: ['Escape'], title: 'Leave', fixed: true },
  'compare/next': { scope: 'compare', keys: ['ArrowRight', 'k'], title: 'Next moment, in both' },
  'compare/back': { scope: 'compare', keys: ['ArrowLeft', 'j'], title: 'Back, in both' },
  'compare/first-difference': { scope: 'compare', keys: ['f'], title: 'First divergence' },
  'compare/next-difference': {
    scope: 'compare',
    keys: ['n', 'PageDown'],
    title: 'Next difference',
  },
  'compare/previous-difference': {
    scope: 'compare',
    keys: ['p', 'PageUp'],
    title: 'Previous difference',
  },
  'compare/first': { scope: 'compare', keys: ['Home'], title: 'To the beginning of both' },
  'compare/last': { scope: 'compare', keys: ['End'], title: 'To the end of both' },
  'compare/play': { scope: 'compare', keys: [' '], title: 'Play both, pause' },
  'compare/look': { scope: 'compare', keys: ['o'], title: 'Side by side, or overlaid' },
  'compare/swap': { scope: 'compare', keys: ['s'], title: 'Swap the sides' },
  'compare/copy-link': {
    scope: 'compare',
    keys: ['y'],
    title: 'Copy the link to exactly this comparison',
  },
  'compare/blank': {
    scope: 'compare',
    keys: ['b', '.'],
    title: 'Blank the screen of the comparison; any key brings it back',
  },
  'compare/close': {
    scope: 'compare',
    keys: ['Escape'],
    title: 'Back from the comparison to the workbench',
    fixed: true,
  },
  'trace/next': { scope: 'trace', keys: ['ArrowRight', 'k'], title: 'Next event' },
  'trace/previous': { scope: 'trace', keys: ['ArrowLeft', 'j'], title: 'Previous event' },
  'trace/next-finding': { scope: 'trace', keys: ['n'], title: 'Next finding' },
  'trace/previous-finding': { scope: 'trace', keys: ['p'], title: 'Previous finding' },
  'trace/marker-a': { scope: 'trace', keys: ['a'], title: 'Put marker A at the cursor' },
  'trace/marker-b': { scope: 'trace', keys: ['b'], title: 'Put marker B at the cursor' },
  'trace/zoom-in': {
    scope: 'trace',
    keys: ['+', '='],
    title: 'Zoom in at the cursor of the trace',
  },
  'trace/zoom-out': { scope: 'trace', keys: ['-'], title: 'Zoom out of the trace' },
  'trace/whole': { scope: 'trace', keys: ['0'], title: 'All of the trace' },
  'trace/filter': { scope: 'trace', keys: ['f'], title: 'Filter the events' },
  'trace/open': { scope: 'trace', keys: ['o'], title: 'Open a file with a trace' },
} as const satisfies Readonly<Record<string, ViewKey>>;

export type ViewCommandId = keyof typeof ROWS;

export const VIEW_KEYS: Readonly<Record<ViewCommandId, ViewKey>> = ROWS;

export const VIEW_COMMANDS = Object.keys(ROWS) as readonly ViewCommandId[];
