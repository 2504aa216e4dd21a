/** The few icons there are, drawn on a 16 × 16 grid in the colour of the text around them. */
const PATHS = {
  first: 'M4 3v10M13 3.5 6.5 8l6.5 4.5z',
  back: 'M11.5 3.5 5 8l6.5 4.5z',
  play: 'M5 3.5v9L12.5 8z',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  forward: 'M4.5 3.5 11 8l-6.5 4.5z',
  last: 'M12 3v10M3 3.5 9.5 8 3 12.5z',
  moment: 'M3 3.5 7.5 8 3 12.5zM8.5 3.5 13 8l-4.5 4.5z',
  reset: 'M3.5 8a4.5 4.5 0 1 0 1.4-3.2M3 2.5v3h3',
  down: 'm4 6 4 4 4-4',
  close: 'm4 4 8 8M12 4l-8 8',
  light:
    'M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6M8 1.5v1.6M8 12.9v1.6M1.5 8h1.6M12.9 8h1.6M3.4 3.4l1.1 1.1M11.5 11.5l1.1 1.1M12.6 3.4l-1.1 1.1M4.5 11.5l-1.1 1.1',
  dark: 'M12.8 9.8A5.3 5.3 0 0 1 6.2 3.2a5.3 5.3 0 1 0 6.6 6.6z',
  system: 'M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11',
  zoomIn: 'M8 3.5v9M3.5 8h9',
  zoomOut: 'M3.5 8h9',
  fit: 'M2.5 5V2.5H5M11 2.5h2.5V5M13.5 11v2.5H11M5 13.5H2.5V11',
  list: 'M3 4.5h10M3 8h10M3 11.5h10',
} as const;

export type IconName = keyof typeof PATHS;

/** Filled: triangles. The others are lines. */
const FILLED: readonly IconName[] = ['back', 'play', 'forward', 'first', 'last', 'moment'];

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path
        d={PATHS[name]}
        fill={FILLED.includes(name) ? 'currentColor' : 'none'}
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      {name === 'system' && <path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" />}
    </svg>
  );
}
