/** Wheel, drag and two fingers on the map, as changes of what is on screen. */
import { useEffect, useRef, type RefObject } from 'react';

export interface MapPoint {
  readonly x: number;
  readonly y: number;
}

export interface MapGestures {
  readonly zoom: (steps: number, about: MapPoint) => void;
  readonly pan: (by: MapPoint) => void;
  /** Pressed and let go in one place. */
  readonly choose: (at: MapPoint) => void;
  readonly hover: (at: MapPoint) => void;
}

/** So many units of a wheel double the picture; fingers must be twice as far apart. */
const WHEEL_STEP = 100;
const STILL_PIXELS = 4;

/** Points are in pixels of the device, from the frame's corner. */
export function useMapGestures(frame: RefObject<HTMLElement | null>, gestures: MapGestures): void {
  const latest = useRef(gestures);
  useEffect(() => {
    latest.current = gestures;
  });
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const hands = new Hands(element, latest);
    return hands.listen();
  }, [frame]);
}

class Hands {
  private readonly element: HTMLElement;
  private readonly gestures: RefObject<MapGestures>;
  private readonly pointers = new Map<number, MapPoint>();
  private moved = 0;
  private wheel = 0;
  private apart = 0;

  constructor(element: HTMLElement, gestures: RefObject<MapGestures>) {
    this.element = element;
    this.gestures = gestures;
  }

  listen(): () => void {
    const stop = new AbortController();
    const { signal } = stop;
    const { element } = this;
    element.addEventListener('wheel', (event) => this.onWheel(event), { signal, passive: false });
    element.addEventListener('pointerdown', (event) => this.onDown(event), { signal });
    element.addEventListener('pointermove', (event) => this.onMove(event), { signal });
    element.addEventListener('pointerup', (event) => this.onUp(event), { signal });
    element.addEventListener('pointercancel', (event) => this.onCancel(event), { signal });
    return () => stop.abort();
  }

  private pointOf({ clientX, clientY }: MouseEvent): MapPoint {
    const { left, top } = this.element.getBoundingClientRect();
    const ratio = window.devicePixelRatio;
    return { x: Math.floor((clientX - left) * ratio), y: Math.floor((clientY - top) * ratio) };
  }

  private onWheel(event: WheelEvent): void {
    event.preventDefault();
    this.wheel += event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 33 : event.deltaY;
    const steps = Math.trunc(this.wheel / WHEEL_STEP);
    if (steps === 0) return;
    this.wheel -= steps * WHEEL_STEP;
    this.gestures.current.zoom(-steps, this.pointOf(event));
  }

  private onDown(event: PointerEvent): void {
    this.element.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, this.pointOf(event));
    this.moved = this.pointers.size > 1 ? STILL_PIXELS : 0;
    this.apart = this.spread();
  }

  private onMove(event: PointerEvent): void {
    const at = this.pointOf(event);
    const before = this.pointers.get(event.pointerId);
    if (before === undefined) {
      this.gestures.current.hover(at);
      return;
    }
    this.pointers.set(event.pointerId, at);
    this.moved += Math.abs(at.x - before.x) + Math.abs(at.y - before.y);
    if (this.pointers.size === 1) {
      if (this.moved >= STILL_PIXELS)
        this.gestures.current.pan({ x: before.x - at.x, y: before.y - at.y });
      return;
    }
    this.pinch();
  }

  /** Zoom goes by whole steps: as soon as the fingers are twice, or half, as far apart. */
  private pinch(): void {
    const apart = this.spread();
    const steps = this.apart === 0 ? 0 : Math.trunc(Math.log2(apart / this.apart));
    if (steps === 0) return;
    this.apart = apart;
    this.gestures.current.zoom(steps, this.middle());
  }

  private onUp(event: PointerEvent): void {
    const wasHere = this.pointers.delete(event.pointerId);
    if (wasHere && this.pointers.size === 0 && this.moved < STILL_PIXELS)
      this.gestures.current.choose(this.pointOf(event));
  }

  private onCancel(event: PointerEvent): void {
    this.pointers.delete(event.pointerId);
  }

  private spread(): number {
    const [a, b] = [...this.pointers.values()];
    return a === undefined || b === undefined ? 0 : Math.hypot(a.x - b.x, a.y - b.y);
  }

  private middle(): MapPoint {
    const [a = { x: 0, y: 0 }, b = a] = [...this.pointers.values()];
    return { x: Math.floor((a.x + b.x) / 2), y: Math.floor((a.y + b.y) / 2) };
  }
}
