/** A picture from the camera: upright, at most 1920 px long, a JPEG with the camera's own note, and its hash. */

import { exifOf, withExif } from "./exif.js";

const LONG_EDGE_PX = 1920;
const QUALITY = 0.85;

/** @param {File} file @returns {Promise<{blob: Blob, sha256: string}>} */
export async function picture(file) {
  const blob = await smaller(file);
  return { blob, sha256: await hexOf(await blob.arrayBuffer()) };
}

/** A JPEG that is small enough stays as the camera made it. @param {File} file @returns {Promise<Blob>} */
async function smaller(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONG_EDGE_PX / Math.max(bitmap.width, bitmap.height));
  if (scale === 1 && file.type === "image/jpeg") return file;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const drawn = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  const jpeg = new Uint8Array(await /** @type {Blob} */ (drawn).arrayBuffer());
  return new Blob([withExif(jpeg, exifOf(new Uint8Array(await file.arrayBuffer())))], { type: "image/jpeg" });
}

/** @param {ArrayBuffer} bytes */
async function hexOf(bytes) {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
