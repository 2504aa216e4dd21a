/** Late parts are waited for by what they show, never by the clock: a busy machine takes longer. */
if (typeof document !== 'undefined') {
  const { configure } = await import('@testing-library/dom');
  configure({ asyncUtilTimeout: 15_000 });
}
export {};
