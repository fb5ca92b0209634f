import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { drawColorIcon, drawOutlineIcon } from '../../appPackage/icons.ts';
import { decodePng, encodePng, type Picture, pngSize } from '../../appPackage/png.ts';

const committed = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../../appPackage/${name}`, import.meta.url)));

test('the committed icons are the drawing, pixel for pixel', () => {
  for (const [name, drawing] of [
    ['color.png', drawColorIcon()],
    ['outline.png', drawOutlineIcon()],
  ] as const) {
    const file = decodePng(committed(name));
    assert.deepEqual([file.width, file.height], [drawing.width, drawing.height]);
    assert.ok(
      Buffer.from(file.pixels).equals(drawing.pixels),
      `${name}: run node dist/appPackage/draw-icons.js`,
    );
  }
});

test('the color icon is 192 x 192 and opaque to its edges', () => {
  const icon = drawColorIcon();
  assert.deepEqual([icon.width, icon.height], [192, 192]);
  assert.deepEqual(distinct(channel(icon, 3)), [255]);
});

test('the color icon keeps its mark inside the middle that survives rounding', () => {
  const icon = drawColorIcon();
  const bright = channel(icon, 1).flatMap((green, index) => (green > 130 ? [index] : []));
  const columns = bright.map((index) => index % 192);
  const rows = bright.map((index) => Math.floor(index / 192));
  for (const [low, high] of [
    [Math.min(...columns), Math.max(...columns)],
    [Math.min(...rows), Math.max(...rows)],
  ] as const) {
    assert.ok(low >= 36 && high <= 156, `mark from ${low} to ${high}`);
    assert.ok(Math.abs((low + high) / 2 - 95.5) <= 6, 'the mark stands in the middle');
  }
});

test('the outline icon is 32 x 32, white on transparent, with soft edges', () => {
  const icon = drawOutlineIcon();
  assert.deepEqual([icon.width, icon.height], [32, 32]);
  for (const color of [0, 1, 2]) assert.deepEqual(distinct(channel(icon, color)), [255]);
  const alphas = channel(icon, 3);
  assert.ok(alphas.filter((alpha) => alpha === 255).length > 60, 'has a full white line');
  assert.ok(alphas.filter((alpha) => alpha === 0).length > 500, 'is mostly transparent');
  assert.ok(
    alphas.some((alpha) => alpha > 40 && alpha < 215),
    'is antialiased',
  );
});

test('the ring is open where the check mark passes', () => {
  const { pixels } = drawOutlineIcon();
  const alphaAt = (x: number, y: number) => pixels[(y * 32 + x) * 4 + 3] ?? 0;
  assert.ok(alphaAt(2, 15) > 200, 'closed on the left');
  assert.ok(alphaAt(15, 27) > 200, 'closed below');
  assert.ok(alphaAt(7, 6) > 200, 'closed at the upper left');
  assert.equal(alphaAt(23, 6), 0, 'open at the upper right, beside the check mark');
});

test('a written PNG reads back as the same picture', () => {
  const picture = { width: 2, height: 3, pixels: Uint8Array.from({ length: 24 }, (_, index) => index * 10) };
  assert.deepEqual(decodePng(encodePng(picture)), picture);
});

test('a PNG with a broken checksum, a foreign form or too few bytes is refused', () => {
  const file = encodePng(drawOutlineIcon());
  const flipped = Buffer.from(file);
  flipped.writeUInt8(flipped.readUInt8(60) ^ 1, 60);
  assert.throws(() => decodePng(flipped), /checksum/);
  const gray = Buffer.from(file);
  gray.writeUInt8(0, 25);
  assert.throws(() => decodePng(gray), /8-bit RGBA/);
  assert.throws(() => decodePng(Buffer.from('GIF89a')), /Not a PNG/);
});

test('the size of a PNG is told from its head, and of anything else not at all', () => {
  assert.deepEqual(pngSize(committed('color.png')), { width: 192, height: 192 });
  assert.equal(pngSize(Buffer.alloc(0)), undefined);
  assert.equal(pngSize(Buffer.from('not a picture, though long enough to hold a head of one')), undefined);
});

function channel(picture: Picture, offset: number): number[] {
  return Array.from(picture.pixels).filter((_, index) => index % 4 === offset);
}

function distinct(values: readonly number[]): number[] {
  return [...new Set(values)];
}
