/**
 * Who may import whom. The table is the architecture; everything not in it is forbidden.
 * An entry is a folder of src/, or a folder or file within one.
 */
const MAY_IMPORT = {
  base: [],
  engine: ['base'],
  explorer: ['base', 'engine'],
  scenario: ['base', 'engine'],
  vectors: ['base', 'engine'],
  trace: ['base', 'engine/layout', 'engine/spte-states'],
  recast: ['base', 'engine', 'scenario', 'trace'],
  link: ['base', 'engine/schedule'],
  protocol: ['base', 'engine', 'explorer', 'scenario', 'vectors', 'trace', 'recast'],
  session: ['base', 'engine', 'explorer', 'scenario', 'vectors', 'trace', 'recast', 'protocol'],
  catalogue: ['base', 'engine/programs', 'scenario'],
  about: ['base', 'engine', 'vectors'],
  worker: [
    'base',
    'engine',
    'explorer',
    'scenario',
    'vectors',
    'trace',
    'recast',
    'protocol',
    'session',
    'catalogue',
  ],
  client: ['base', 'protocol', 'session'],
  offline: [],
  view: [
    'base',
    'engine/layout',
    'engine/spte',
    'engine/state',
    'explorer/compare',
    'trace/reports/page-code',
    'protocol',
  ],
  machines: ['base', 'engine/layout', 'engine/spte', 'protocol'],
  state: [
    'base',
    'engine/layout',
    'engine/schedule',
    'engine/spte',
    'engine/state',
    'protocol',
    'client',
    'link',
    'view',
    'machines',
  ],
  ui: [
    'base',
    'engine/layout',
    'engine/spte',
    'engine/state',
    'protocol',
    'link',
    'view',
    'machines',
    'state',
  ],
};

/** Roots that wire things together: they may import all but what is listed. */
const MAY_NOT_IMPORT = {
  app: ['cli', 'bench'],
  cli: ['bench', 'ui', 'app', 'state', 'worker'],
  bench: ['cli', 'ui', 'app', 'state', 'worker'],
};

/** The npm packages a folder may import; a folder not named here may import any production one. */
const MAY_IMPORT_PACKAGES = {
  base: [],
  engine: [],
  explorer: [],
  vectors: [],
  trace: [],
  recast: [],
  scenario: ['yaml', 'valibot'],
  view: ['d3-hierarchy', 'd3-shape', 'd3-scale', 'd3-interpolate', 'd3-array', 'd3-path'],
};

const TESTS = '[.]test[.]tsx?$|/testing/|^e2e/';
const ENTRY_POINTS =
  '^src/(app/main[.]tsx|worker/(trace-)?worker[.]ts|offline/service-worker[.]ts|cli/(main|explore-worker)[.]ts|bench/(main|split/split-worker)[.]ts)$|^vite[.]config[.]ts$';
const FOLDERS = [...Object.keys(MAY_IMPORT), ...Object.keys(MAY_NOT_IMPORT), 'testing'];

/** `engine` and `engine/layout` are folders or files: followed by a slash, a dot or a dash. */
const under = (places) => `^src/(${places.join('|')})(/|[.]|-)`;
const packages = (names) => `(^|/)node_modules/(@types/)?(${names.join('|')})/`;

const directionRules = Object.entries(MAY_IMPORT).map(([folder, allowed]) => ({
  name: `direction-${folder}`,
  comment: `src/${folder} may import, of src, only itself${allowed.map((a) => `, ${a}`).join('')}.`,
  severity: 'error',
  from: { path: `^src/${folder}/`, pathNot: TESTS },
  to: { path: '^src/', pathNot: [`^src/${folder}/`, ...(allowed.length ? [under(allowed)] : [])] },
}));

const rootRules = Object.entries(MAY_NOT_IMPORT).map(([folder, forbidden]) => ({
  name: `direction-${folder}`,
  comment: `src/${folder} is a way in of its own; it may not import ${forbidden.join(', ')}.`,
  severity: 'error',
  from: { path: `^src/${folder}/`, pathNot: TESTS },
  to: { path: under(forbidden) },
}));

const packageRules = Object.entries(MAY_IMPORT_PACKAGES).map(([folder, allowed]) => ({
  name: `packages-${folder}`,
  comment: `Of npm, src/${folder} may import ${allowed.join(', ') || 'nothing'}.`,
  severity: 'error',
  from: { path: `^src/${folder}/`, pathNot: TESTS },
  to: {
    dependencyTypes: ['npm', 'npm-dev', 'npm-peer', 'npm-optional', 'npm-no-pkg', 'npm-unknown'],
    ...(allowed.length ? { pathNot: packages(allowed) } : {}),
  },
}));

module.exports = {
  forbidden: [
    ...directionRules,
    ...rootRules,
    ...packageRules,
    {
      name: 'folder-in-table',
      comment: 'A new folder of src/ needs a line in the table of .dependency-cruiser.cjs first.',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(${FOLDERS.join('|')})/|^src/[^/]+[.]d[.]ts$` },
      to: {},
    },
    {
      name: 'view-takes-protocol-types-only',
      comment:
        'The view computes pictures from messages; it may know their types, not run their code.',
      severity: 'error',
      from: { path: '^src/view/', pathNot: TESTS },
      to: { path: '^src/protocol/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-circular',
      comment: 'Two modules that need each other are one module, or hide a third one both need.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment:
        'A module that imports nothing and that nothing imports is forgotten: use it or remove it.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: ['[.]d[.]ts$', '[.]config[.](ts|js)$', '^[.][^/]+[.]cjs$', ENTRY_POINTS],
      },
      to: {},
    },
    {
      name: 'no-dead-modules',
      comment:
        'No entry point (page, worker, command line, bench) reaches this module. Code that only tests need lives in a testing/ folder.',
      severity: 'error',
      from: { path: ENTRY_POINTS },
      to: { path: '^src/', pathNot: [TESTS, ENTRY_POINTS, '[.]d[.]ts$'], reachable: false },
    },
    {
      name: 'tests-not-in-prod',
      comment: 'What is shipped must not depend on tests, nor on their helpers (testing/ folders).',
      severity: 'error',
      from: { path: '^src/', pathNot: TESTS },
      to: { path: TESTS },
    },
    {
      name: 'dev-packages-not-in-prod',
      comment: 'What is shipped imports only "dependencies" of package.json.',
      severity: 'error',
      from: { path: '^src/', pathNot: TESTS },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only'],
        pathNot: 'node_modules/@types/',
      },
    },
    {
      name: 'node-only-at-the-edge',
      comment:
        'Modules of Node exist only for the command line, the bench, what runs when the site is built, and the scenario loader.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: [TESTS, '^src/(about|cli|bench)/', '^src/catalogue/node[.]ts$'],
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'node-loader-only-under-node',
      comment:
        'The page gets its scenarios from catalogue/index.ts; node.ts reads the file system.',
      severity: 'error',
      from: { path: '^src/', pathNot: [TESTS, '^src/(cli|bench|catalogue)/'] },
      to: { path: '^src/catalogue/node[.]ts$' },
    },
    {
      name: 'd3-dom-only-in-behaviors',
      comment:
        'React owns every element; only src/ui/behaviors may let d3 listen to or change one.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/ui/behaviors/' },
      to: { path: packages(['d3-selection', 'd3-transition', 'd3-zoom', 'd3-brush', 'd3-drag']) },
    },
    {
      name: 'no-d3-umbrella',
      comment:
        'Import the one d3-* package needed; "d3" brings all of them, and those that own the DOM.',
      severity: 'error',
      from: {},
      to: { path: `^d3$|${packages(['d3'])}` },
    },
    {
      name: 'resolvable',
      comment: 'This import leads nowhere: a typing error, or a package not in package.json.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '[?](raw|url|worker)$|^virtual:' },
    },
    {
      name: 'kebab-case-names',
      comment: 'Files and folders of src/ are named in kebab-case, components too.',
      severity: 'error',
      from: {},
      to: { path: '^src/.*[A-Z_]', pathNot: '/__golden__/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '[.](css|svg|png)$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.node.json' },
    detectProcessBuiltinModuleCalls: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
    reporterOptions: { text: { highlightFocused: true } },
  },
};
