// Makes a screenshot small: at most 256 colours instead of 16 million, which text on plain grounds hardly needs more of.
// Promises: the same picture gives the same pixels; takes what Chromium writes (8-bit RGB or RGBA without interlace), no other PNG.
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const COLOURS = 128;
/** A palette has no more. */
const MOST_COLOURS = 256;

/** The same picture with a palette. Transparency is dropped. */
export function palettePng(file, colours = COLOURS) {
  const { width, height, pixels } = readPixels(file);
  const { palette, indices } = reduce(pixels, Math.min(colours, MOST_COLOURS));
  const rows = Buffer.alloc((width + 1) * height);
  // With a palette unfiltered rows compress best: each starts with filter type 0.
  for (let y = 0; y < height; y++)
    rows.set(indices.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const plte = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', plte),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

// One number for each pixel: red, green and blue.
function readPixels(file) {
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
  const channels = { 2: 3, 6: 4 }[file[25]];
  if (file[24] !== 8 || channels === undefined || file[28] !== 0)
    throw new RangeError('Not a plain 8-bit PNG.');
  const raw = inflateSync(imageData(file));
  const bytes = width * channels;
  const pixels = new Uint32Array(width * height);
  let above = new Uint8Array(bytes);
  for (let y = 0; y < height; y++) {
    const start = y * (bytes + 1);
    const row = unfilter(raw[start], raw.subarray(start + 1, start + 1 + bytes), above, channels);
    for (let x = 0; x < width; x++) {
      const at = x * channels;
      pixels[y * width + x] = (row[at] << 16) | (row[at + 1] << 8) | row[at + 2];
    }
    above = row;
  }
  return { width, height, pixels };
}

function imageData(file) {
  const parts = [];
  for (let at = SIGNATURE.length; at < file.length; ) {
    const length = file.readUInt32BE(at);
    if (file.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(file.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return Buffer.concat(parts);
}

function unfilter(type, line, above, channels) {
  const row = new Uint8Array(line.length);
  for (let x = 0; x < line.length; x++) {
    const left = x < channels ? 0 : row[x - channels];
    const corner = x < channels ? 0 : above[x - channels];
    row[x] = line[x] + [0, left, above[x], (left + above[x]) >> 1, paeth(left, above[x], corner)][type];
  }
  return row;
}

function paeth(left, up, corner) {
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [left, up, corner].map((each) => Math.abs(guess - each));
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

// The commonest colours stay as they are; a rare one, from the edge of a letter, becomes the nearest of them.
function reduce(pixels, colours) {
  const counts = new Map();
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const ordered = [...counts].sort(([a, many], [b, few]) => few - many || a - b).map(([colour]) => colour);
  const palette = ordered.slice(0, colours);
  const indexOf = new Map(palette.map((colour, index) => [colour, index]));
  for (const colour of ordered.slice(colours)) indexOf.set(colour, nearest(palette, colour));
  return { palette, indices: Uint8Array.from(pixels, (colour) => indexOf.get(colour)) };
}

function nearest(palette, colour) {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, each] of palette.entries()) {
    const apart = [16, 8, 0].reduce(
      (sum, shift) => sum + (((each >> shift) & 255) - ((colour >> shift) & 255)) ** 2,
      0,
    );
    if (apart < least) [best, least] = [index, apart];
  }
  return best;
}

function chunk(type, data) {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(data.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
