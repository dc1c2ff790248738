/** 签名板: strokes on a canvas → PNG. */

import { icon, make, word } from "../ui.js";

/** The line's width in CSS pixels, and the canvas's pixels per CSS pixel. */
const LINE_PX = 4;
const SCALE = 2;

/** @param {() => void} changed @returns {{element: HTMLElement, isDrawn: () => boolean, png: () => string}} `png`: base64 without its head */
export function signPad(changed) {
  const canvas = make("canvas", { role: "img", "aria-label": word("sign.pad") });
  const clear = make("button", { class: "quiet-link", type: "button" }, icon("eraser"), word("sign.again"));
  let isDrawn = false;
  const start = (/** @type {PointerEvent} */ event) => {
    fit(canvas);
    canvas.setPointerCapture(event.pointerId);
    const pen = penOf(canvas);
    pen.beginPath();
    pen.moveTo(event.offsetX, event.offsetY);
    pen.lineTo(event.offsetX + 0.1, event.offsetY);
    pen.stroke();
  };
  const go = (/** @type {PointerEvent} */ event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    const pen = penOf(canvas);
    pen.lineTo(event.offsetX, event.offsetY);
    pen.stroke();
    if (!isDrawn) {
      isDrawn = true;
      changed();
    }
  };
  canvas.addEventListener("pointerdown", start);
  canvas.addEventListener("pointermove", go);
  clear.addEventListener("click", () => {
    penOf(canvas).clearRect(0, 0, canvas.width, canvas.height);
    isDrawn = false;
    changed();
  });
  return { element: make("div", {}, make("div", { class: "sign-pad" }, canvas), clear), isDrawn: () => isDrawn, png: () => canvas.toDataURL("image/png").split(",")[1] };
}

/** The canvas takes the size it is shown at, once. @param {HTMLCanvasElement} canvas */
function fit(canvas) {
  if (canvas.dataset.isFitted) return;
  canvas.dataset.isFitted = "true";
  canvas.width = canvas.clientWidth * SCALE;
  canvas.height = canvas.clientHeight * SCALE;
  const pen = penOf(canvas);
  pen.scale(SCALE, SCALE);
  pen.lineWidth = LINE_PX;
  pen.lineCap = pen.lineJoin = "round";
}

/** @param {HTMLCanvasElement} canvas */
function penOf(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
}
