import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { parse } from 'yaml';
import { minifyAgain } from './scripts/minify-again.ts';
import { SERVICE_WORKER, precacheList } from './scripts/precache-list.ts';
import { computeStoryTexts } from './scripts/story-texts.ts';
import { computeSpteGraph } from './src/machines/spte-graph.ts';
import { computeModelFacts } from './src/about/compute-facts.ts';
import { computeMarkSymbols } from './src/view/timeline/mark-symbols.ts';
import { IssueList, issueOf } from './src/scenario/issues.ts';
import { readDocument } from './src/scenario/read-document.ts';
import { formatIssue } from './src/base/result.ts';

/**
 * What the built page may load: itself, and nothing else from anywhere. Kept out of the dev server,
 * whose reloading needs inline scripts and a socket.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

function contentSecurityPolicy(): Plugin {
  return {
    name: 'sptescope:content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: CONTENT_SECURITY_POLICY },
        injectTo: 'head-prepend',
      },
    ],
  };
}

/**
 * `import scenario from './x.yaml'` gives the document, read and held against the schema here, so the
 * page carries neither a YAML parser nor the schema for the scenarios it ships; one that is wrong
 * fails the build. `./x.yaml?raw` has a query, is not matched, and stays the text.
 */
function yamlModules(): Plugin {
  return {
    name: 'sptescope:yaml-modules',
    transform: {
      filter: { id: /\.yaml$/ },
      handler(source) {
        const issues = new IssueList();
        const document = readDocument(parse(source), issues);
        if (document === null) {
          throw new Error(issues.all.map((issue) => formatIssue(issueOf(issue))).join('\n'));
        }
        const json = JSON.stringify(document);
        return {
          code: `export default JSON.parse(${JSON.stringify(json)});`,
          map: { mappings: '' },
          moduleType: 'js',
        };
      },
    },
  };
}

/**
 * A module that holds what is computed when the site is built, as plain data: parts of the page that
 * come late import it. `virtual:model-facts`: what the page says about the model, with the comparison
 * with real kernels. `virtual:spte-graph`: the SPTE state machine, walked, without the library.
 * `virtual:mark-symbols`: the shapes of the timeline's marks, drawn. `virtual:story-texts`: the words of
 * the stories, for a page without an engine.
 */
function computedModule(name: string, compute: () => unknown): Plugin {
  const id = `\0virtual:${name}`;
  return {
    name: `sptescope:${name}`,
    resolveId: (wanted) => (wanted === `virtual:${name}` ? id : null),
    load: (wanted) => (wanted === id ? `export default ${JSON.stringify(compute())};` : null),
  };
}

const packageText = readFileSync(new URL('./package.json', import.meta.url), 'utf8');
const { version } = JSON.parse(packageText) as { version: string };

export default defineConfig({
  base: './', // the site works under any path, and from any host
  define: { __APP_VERSION__: JSON.stringify(version) },
  plugins: [
    react(),
    yamlModules(),
    computedModule('model-facts', computeModelFacts),
    computedModule('spte-graph', computeSpteGraph),
    computedModule('mark-symbols', computeMarkSymbols),
    computedModule('story-texts', computeStoryTexts),
    contentSecurityPolicy(),
    minifyAgain(),
    precacheList(),
  ],
  worker: {
    format: 'es',
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: 'engine', test: /src[\\/]worker[\\/]worker[.]ts$/ }] },
      },
    },
    plugins: () => [yamlModules(), minifyAgain()],
  },
  build: {
    target: 'es2022',
    modulePreload: {
      // A late part asks for its own imports. To name them all in the first load, for a round trip less
      // later, made that larger than it may be; a part's styles have to be named.
      resolveDependencies: (_file, files, { hostType }) =>
        hostType === 'html' ? files : files.filter((file) => file.endsWith('.css')),
    },
    rolldownOptions: {
      input: {
        index: resolve(import.meta.dirname, 'index.html'),
        sw: resolve(import.meta.dirname, 'src/offline/service-worker.ts'),
      },
      output: {
        entryFileNames: ({ name }) => (name === 'sw' ? SERVICE_WORKER : 'assets/[name]-[hash].js'),
        // The entry with all it imports is one chunk: what late parts share with it would otherwise be
        // cut out of it in small pieces, and pieces compress badly.
        codeSplitting: { groups: [{ name: 'page', test: /src[\\/]app[\\/]main[.]tsx$/ }] },
      },
    },
    assetsInlineLimit: 0, // a font or style as a data: address would be refused by the policy above
  },
});
