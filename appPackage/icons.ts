// Both Teams icons, drawn in code: an open ring (the request that stopped, and a C) and the check mark that passes
// through its gap (the person who signs). Only + - * / and sqrt: they give the same bits on every machine, so that the
// committed pixels can be compared exactly.
import type { Picture } from './png.ts';

type Color = readonly [red: number, green: number, blue: number];
type Point = readonly [x: number, y: number];
/** Signed distance to a shape: below zero inside, in pixels. */
type Shape = (x: number, y: number) => number;
type Place = { scale: number; left: number; top: number; ringWeight: number; checkWeight: number };

const INDIGO: Color = [75, 79, 184];
const MIDNIGHT: Color = [35, 38, 95];
const WHITE: Color = [255, 255, 255];
const MINT: Color = [126, 240, 193];

/** The color icon: 192 x 192, filled to its edges, since Teams rounds the corners itself. */
export function drawColorIcon(): Picture {
  const { ring, check } = placeMark({ scale: 1, left: 0, top: 0, ringWeight: 15, checkWeight: 16 });
  return paint(192, (x, y) => {
    const background = mix(INDIGO, MIDNIGHT, (0.35 * x + 0.65 * y) / 192);
    const ringed = mix(background, WHITE, coverage(ring(x, y)));
    return { color: mix(ringed, MINT, coverage(check(x, y))), alpha: 1 };
  });
}

/** The outline icon: 32 x 32, white on transparent; Teams tints it to its theme. */
export function drawOutlineIcon(): Picture {
  const { ring, check } = placeMark({ scale: 0.25, left: -8.25, top: -8.5, ringWeight: 8, checkWeight: 9 });
  return paint(32, (x, y) => ({
    color: WHITE,
    alpha: Math.max(coverage(ring(x, y)), coverage(check(x, y))),
  }));
}

function placeMark(place: Place): { ring: Shape; check: Shape } {
  const toPlace =
    (shape: Shape): Shape =>
    (x, y) =>
      shape((x - place.left) / place.scale, (y - place.top) / place.scale) * place.scale;
  return {
    ring: toPlace(
      openRing(
        [95, 96],
        50,
        [
          [50, -5],
          [21, -46],
        ],
        place.ringWeight,
      ),
    ),
    check: toPlace(
      brokenLine(
        [
          [74, 95],
          [93, 114],
          [147, 54],
        ],
        place.checkWeight,
      ),
    ),
  };
}

function openRing(center: Point, radius: number, gap: readonly [Point, Point], weight: number): Shape {
  const [from, to] = [unit(gap[0]), unit(gap[1])];
  const middle = unit([from[0] + to[0], from[1] + to[1]]);
  const gapEdge = dot(from, middle);
  const end = (direction: Point, x: number, y: number) =>
    length([x - radius * direction[0], y - radius * direction[1]]);
  return (x, y) => {
    const at: Point = [x - center[0], y - center[1]];
    const inGap = dot(at, middle) > gapEdge * length(at);
    const away = inGap ? Math.min(end(from, ...at), end(to, ...at)) : Math.abs(length(at) - radius);
    return away - weight / 2;
  };
}

function brokenLine(points: readonly Point[], weight: number): Shape {
  return (x, y) => {
    let away = Number.POSITIVE_INFINITY;
    let before: Point | undefined;
    for (const point of points) {
      if (before !== undefined) away = Math.min(away, fromSegment([x, y], before, point));
      before = point;
    }
    return away - weight / 2;
  };
}

function fromSegment(at: Point, a: Point, b: Point): number {
  const along: Point = [b[0] - a[0], b[1] - a[1]];
  const off: Point = [at[0] - a[0], at[1] - a[1]];
  const share = Math.min(1, Math.max(0, dot(off, along) / dot(along, along)));
  return length([off[0] - share * along[0], off[1] - share * along[1]]);
}

function paint(side: number, color: (x: number, y: number) => { color: Color; alpha: number }): Picture {
  const pixels = new Uint8Array(side * side * 4);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const pixel = color(x + 0.5, y + 0.5);
      pixels.set([...pixel.color.map(Math.round), Math.round(pixel.alpha * 255)], (y * side + x) * 4);
    }
  }
  return { width: side, height: side, pixels };
}

/** How much of a pixel a shape covers, from the distance at the pixel's center. */
function coverage(distance: number): number {
  return Math.min(1, Math.max(0, 0.5 - distance));
}

function mix(from: Color, to: Color, share: number): Color {
  const part = (a: number, b: number) => a + (b - a) * share;
  return [part(from[0], to[0]), part(from[1], to[1]), part(from[2], to[2])];
}

function unit(vector: Point): Point {
  const size = length(vector);
  return [vector[0] / size, vector[1] / size];
}

function length(vector: Point): number {
  return Math.sqrt(dot(vector, vector));
}

function dot(a: Point, b: Point): number {
  return a[0] * b[0] + a[1] * b[1];
}
