// The little of PNG that two icons need: writing 8-bit RGBA, reading back what we wrote, and telling any PNG's size.
// Deflated bytes may differ between builds of zlib; the pixels never do. So drawings are compared as pixels.
import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** A picture in memory: four bytes (red, green, blue, alpha) per pixel, rows from the top. */
export type Picture = { readonly width: number; readonly height: number; readonly pixels: Uint8Array };

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const EIGHT_BIT_RGBA = Buffer.from([8, 6, 0, 0, 0]);
const BYTES_PER_PIXEL = 4;

/** The picture as a PNG file. */
export function encodePng(picture: Picture): Buffer {
  const rowBytes = picture.width * BYTES_PER_PIXEL;
  const raw = Buffer.alloc((rowBytes + 1) * picture.height);
  for (let y = 0; y < picture.height; y++) {
    // Each row starts with its filter type; 0 = none.
    raw.set(picture.pixels.subarray(y * rowBytes, (y + 1) * rowBytes), y * (rowBytes + 1) + 1);
  }
  const size = Buffer.alloc(8);
  size.writeUInt32BE(picture.width, 0);
  size.writeUInt32BE(picture.height, 4);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', Buffer.concat([size, EIGHT_BIT_RGBA])),
    chunk('IDAT', deflateSync(raw, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The picture in a PNG that `encodePng` wrote. Throws a RangeError for any other PNG. */
export function decodePng(file: Buffer): Picture {
  const size = pngSize(file);
  if (size === undefined) throw new RangeError('Not a PNG file.');
  if (!file.subarray(24, 29).equals(EIGHT_BIT_RGBA)) throw new RangeError('Not an 8-bit RGBA PNG.');
  const raw = inflateSync(imageData(file));
  const rowBytes = size.width * BYTES_PER_PIXEL;
  if (raw.length !== (rowBytes + 1) * size.height) throw new RangeError('The PNG ends early.');
  const pixels = new Uint8Array(rowBytes * size.height);
  for (let y = 0; y < size.height; y++) {
    const start = y * (rowBytes + 1);
    if (raw[start] !== 0) throw new RangeError('A row of the PNG is filtered.');
    pixels.set(raw.subarray(start + 1, start + 1 + rowBytes), y * rowBytes);
  }
  return { ...size, pixels };
}

/** Width and height of any PNG; undefined when the bytes are no PNG. */
export function pngSize(file: Buffer): { width: number; height: number } | undefined {
  if (file.length < 33 || !file.subarray(0, 8).equals(SIGNATURE)) return undefined;
  if (file.toString('latin1', 12, 16) !== 'IHDR') return undefined;
  return { width: file.readUInt32BE(16), height: file.readUInt32BE(20) };
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(data.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}

function imageData(file: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = SIGNATURE.length; at + 12 <= file.length; ) {
    const length = file.readUInt32BE(at);
    const named = file.subarray(at + 4, at + 8 + length);
    if (at + 12 + length > file.length) break;
    if (file.readUInt32BE(at + 8 + length) !== crc32(named))
      throw new RangeError('A checksum in the PNG is wrong.');
    if (named.toString('latin1', 0, 4) === 'IDAT') parts.push(named.subarray(4));
    at += 12 + length;
  }
  return Buffer.concat(parts);
}
