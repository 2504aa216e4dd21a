/** The map's colours, from the one place where colours are decided, as words of an ImageData. */
import { RANKS, rankMeaning, stateLetter, type PageState } from '../../view/trace/page-rank.ts';
import { LETTER_ZOOM, type MapTiles } from '../../view/trace/paint-map.ts';

const TOKENS: Readonly<Record<PageState, string>> = {
  none: '--surface-2',
  unknown: '--surface-3',
  nonleaf: '--surface-3',
  RO: '--actor-host-3',
  WD: '--ok',
  WC: '--rcu',
  WT: '--actor-vcpu-1',
  WP: '--warn',
  AT: '--actor-vcpu-2',
  mmio: '--accent',
  frozen: '--text-muted',
};

export function tokenOf(state: PageState): string {
  return TOKENS[state];
}

type Rgb = readonly [number, number, number];

/** How the parts of the page are coloured just now. `element` is one that has the page's tokens. */
export function mapTiles(element: HTMLElement, zoom: number): MapTiles {
  const probe = element.ownerDocument.createElement('span');
  element.append(probe);
  const colourOf = (token: string): Rgb => {
    probe.style.color = `var(${token})`;
    return rgbOf(getComputedStyle(probe).color);
  };
  const bad = colourOf('--bad');
  const onBad = colourOf('--on-bad');
  const changed = colourOf('--changed');
  const paper = colourOf('--surface');
  const looks = Array.from({ length: RANKS }, (_, rank) => {
    const { mark, state } = rankMeaning(rank);
    const own = colourOf(TOKENS[state]);
    if (mark === 'finding') return { fill: bad, ink: onBad, letter: `${stateLetter(state)}!` };
    if (mark === 'changed') return { fill: changed, ink: paper, letter: stateLetter(state) };
    return { fill: own, ink: paper, letter: stateLetter(state) };
  });
  const ground = wordOf(colourOf('--surface-3'));
  probe.remove();
  return {
    ground,
    dots: Uint32Array.from(looks, ({ fill }) => wordOf(fill)),
    pages: zoom < LETTER_ZOOM ? [] : looks.map((look) => pageTile(look, 2 ** zoom)),
  };
}

function rgbOf(text: string): Rgb {
  const [red = 0, green = 0, blue = 0] = (text.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue];
}

/** The bytes of an ImageData are red, green, blue, opacity; words are little-endian everywhere. */
function wordOf([red, green, blue]: Rgb): number {
  return ((0xff << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

interface Look {
  readonly fill: Rgb;
  readonly ink: Rgb;
  readonly letter: string;
}

/** A page with its letter, and an edge to tell it from its neighbours. */
function pageTile({ fill, ink, letter }: Look, size: number): Uint32Array {
  const canvas = new OffscreenCanvas(size, size);
  const context = canvas.getContext('2d');
  if (context === null) return new Uint32Array(size * size).fill(wordOf(fill));
  context.fillStyle = `rgb(${fill.join(' ')})`;
  context.fillRect(0, 0, size, size);
  context.fillStyle = `rgb(${ink.join(' ')} / 0.35)`;
  context.fillRect(0, 0, size, 1);
  context.fillRect(0, 0, 1, size);
  context.fillStyle = `rgb(${ink.join(' ')})`;
  context.font = `700 ${Math.round(size * 0.6)}px monospace`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(letter, size / 2, size / 2 + 1);
  return new Uint32Array(context.getImageData(0, 0, size, size).data.buffer);
}
