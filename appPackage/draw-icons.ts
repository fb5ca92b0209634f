// Writes appPackage/color.png and outline.png from their drawing in icons.ts: `node dist/appPackage/draw-icons.js`.
// Run it after a change there; a test compares the committed files with the drawing.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drawColorIcon, drawOutlineIcon } from './icons.ts';
import { encodePng } from './png.ts';

// The compiled script lies in dist/appPackage/.
const fileIn = (name: string) => fileURLToPath(new URL(`../../appPackage/${name}`, import.meta.url));
writeFileSync(fileIn('color.png'), encodePng(drawColorIcon()));
writeFileSync(fileIn('outline.png'), encodePng(drawOutlineIcon()));
