/** The camera's own note of time and place (EXIF) goes on with the smaller picture. Pure bytes. */

const SOI = 0xffd8;
const APP1 = 0xffe1;
const SOS = 0xffda;
const ORIENTATION = 0x0112;

/**
 * The APP1 “Exif” segment of a JPEG with its marker, or null.
 * @param {Uint8Array<ArrayBuffer>} jpeg
 */
export function exifOf(jpeg) {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  if (view.byteLength < 4 || view.getUint16(0) !== SOI) return null;
  let at = 2;
  while (at + 4 <= view.byteLength) {
    const marker = view.getUint16(at);
    const end = at + 2 + view.getUint16(at + 2);
    if (marker === SOS || (marker & 0xff00) !== 0xff00 || end > view.byteLength) return null;
    if (marker === APP1 && at + 10 <= end && isExif(jpeg, at + 4)) return jpeg.slice(at, end);
    at = end;
  }
  return null;
}

/**
 * `jpeg` (drawn by a canvas, already upright) with the segment of the original and orientation 1.
 * @param {Uint8Array<ArrayBuffer>} jpeg @param {Uint8Array<ArrayBuffer> | null} segment
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function withExif(jpeg, segment) {
  if (!segment) return jpeg;
  const upright = segment.slice();
  setUpright(upright);
  const whole = new Uint8Array(jpeg.length + upright.length);
  whole.set(jpeg.subarray(0, 2));
  whole.set(upright, 2);
  whole.set(jpeg.subarray(2), 2 + upright.length);
  return whole;
}

/** @param {Uint8Array} bytes @param {number} at */
function isExif(bytes, at) {
  return String.fromCharCode(...bytes.subarray(at, at + 4)) === "Exif";
}

/** Set the orientation of IFD0, where there is one. @param {Uint8Array<ArrayBuffer>} segment */
function setUpright(segment) {
  const tiff = 10;
  const view = new DataView(segment.buffer, segment.byteOffset, segment.byteLength);
  if (view.byteLength < tiff + 8) return;
  const isLittle = view.getUint16(tiff) === 0x4949;
  const first = tiff + view.getUint32(tiff + 4, isLittle);
  if (first + 2 > view.byteLength) return;
  const count = view.getUint16(first, isLittle);
  for (let i = 0, at = first + 2; i < count && at + 12 <= view.byteLength; i++, at += 12) {
    if (view.getUint16(at, isLittle) === ORIENTATION) view.setUint16(at + 8, 1, isLittle);
  }
}
