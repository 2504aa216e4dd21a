/** Late parts are waited for by what they show, never by the clock: a busy machine takes longer. */
if (typeof document !== 'undefined') {
  const [{ configure }, { pageIsUp }] = await Promise.all([
    import('@testing-library/dom'),
    import('../ui/shell/page-idle.ts'),
  ]);
  configure({ asyncUtilTimeout: 15_000 });
  pageIsUp();
}
export {};
