import css from './trace-view.module.css';

export function TraceRegions() {
  return <div className={css['regions']} />;
}
