import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const TYPESCRIPT = ['**/*.{ts,tsx}'];
const TESTS = ['**/*.test.{ts,tsx}', '**/*.e2e.ts', '**/testing/**/*.{ts,tsx}'];

/** The folders whose answers depend on nothing but their arguments. */
const PURE_FOLDERS = [
  'base',
  'engine',
  'explorer',
  'scenario',
  'vectors',
  'trace',
  'link',
  'protocol',
  'session',
  'view',
];

const ASK_THE_SEED =
  'A run must replay exactly: take randomness from the injected seeded generator.';
const NO_CLOCK = 'A run must replay exactly: no clock here; time belongs to the caller.';
const NO_LOCALE = 'A run must replay exactly: the result depends on the locale of the machine.';
const NO_PAGE = 'This folder computes pictures; the page itself belongs to src/ui.';

const restrictAll = (names, message) => names.map((name) => ({ name, message }));

const pureGlobals = [
  ...restrictAll(['Date', 'performance', 'setTimeout', 'setInterval'], NO_CLOCK),
  ...restrictAll(['crypto'], ASK_THE_SEED),
  ...restrictAll(['Intl'], NO_LOCALE),
];

const pageGlobals = restrictAll(
  ['window', 'document', 'navigator', 'localStorage', 'location', 'requestAnimationFrame'],
  NO_PAGE,
);

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', 'e2e/output/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  { files: ['**/*.{js,cjs}'], extends: [js.configs.recommended] },

  {
    files: TYPESCRIPT,
    extends: [js.configs.recommended, tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' },
      ],
      eqeqeq: 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 4],
    },
  },

  {
    files: TYPESCRIPT,
    ignores: ['src/cli/**', 'src/bench/**', 'e2e/**', 'scripts/**', '*.config.ts'],
    rules: { 'no-console': 'error' },
  },

  {
    files: PURE_FOLDERS.map((folder) => `src/${folder}/**/*.{ts,tsx}`),
    rules: {
      'no-restricted-globals': ['error', ...pureGlobals],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: ASK_THE_SEED },
        { object: 'globalThis', property: 'Date', message: NO_CLOCK },
        { object: 'globalThis', property: 'performance', message: NO_CLOCK },
        { object: 'globalThis', property: 'crypto', message: ASK_THE_SEED },
        { property: 'localeCompare', message: NO_LOCALE },
        { property: 'toLocaleString', message: NO_LOCALE },
      ],
    },
  },
  {
    files: ['src/view/**/*.ts'],
    rules: { 'no-restricted-globals': ['error', ...pureGlobals, ...pageGlobals] },
  },
  {
    files: ['src/engine/programs/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: ':function[generator=true]',
          message:
            'A generator cannot be undone, hashed or copied: keep the program counter in cells.',
        },
      ],
    },
  },

  {
    files: ['src/{ui,app,state}/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat.recommended],
  },
  { files: ['**/*.tsx'], extends: [jsxA11y.flatConfigs.recommended] },
  {
    // ARIA: a separator that takes the focus is a widget; these two rules know only the other kind.
    files: ['src/ui/shell/separator.tsx'],
    rules: {
      'jsx-a11y/no-noninteractive-tabindex': 'off',
      'jsx-a11y/no-noninteractive-element-interactions': 'off',
    },
  },

  {
    files: TESTS,
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'max-lines-per-function': 'off',
    },
  },
);
