/**
 * The bundler's minifier inlines across modules, which terser cannot; terser then shortens what is left
 * within a function, which the bundler's does not do. Both together save more than a hundredth of the
 * first load, which has a limit (e2e/smoke.e2e.ts).
 */
import { minify } from 'terser';
import type { Plugin } from 'vite';

export function minifyAgain(): Plugin {
  return {
    name: 'sptescope:minify-again',
    apply: 'build',
    async generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        const { code } = await minify(chunk.code, {
          module: true,
          ecma: 2022, // as the build's target
          compress: { passes: 3, pure_getters: true, unsafe_arrows: true },
        });
        if (code === undefined) throw new Error(`${chunk.fileName}: the minifier gave nothing`);
        chunk.code = code;
      }
    },
  };
}
