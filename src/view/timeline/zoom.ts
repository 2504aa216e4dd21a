/** How large a step is drawn, beside what would fit; and what stays where it is when that changes. */

/** At 1 the whole run fits if it can. */
export const ZOOM = { min: 1, max: 16 };
/** By a button or a key. */
export const ZOOM_STEP = 1.5;

export function keptZoom(zoom: number): number {
  return Math.max(ZOOM.min, Math.min(zoom, ZOOM.max));
}

/** A step, or a place between two, and where on screen it is to be. */
export interface ZoomAnchor {
  readonly step: number;
  readonly at: number;
}

/** What is to stay in its place when the picture is drawn with the zoom that was asked for. */
export class KeptPlace {
  #asked: ZoomAnchor | null = null;

  ask(anchor: ZoomAnchor): void {
    this.#asked = anchor;
  }

  /** Once: the next picture is drawn for another reason. */
  take(): ZoomAnchor | null {
    const asked = this.#asked;
    this.#asked = null;
    return asked;
  }
}
