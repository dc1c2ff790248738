/** Pictures of the plan's map: numbered stops in their team's hue with the risk's letter, and the depot's flag. */

import { canvas, letter, square, tag } from "../map/paint.js";

/**
 * `stop:2:3:red:done` (hue, place or nothing, level, state), or `depot`.
 * @param {string} id @param {import("../map/paint.js").Ink} ink @returns {import("../map/paint.js").Picture}
 */
export function planPicture(id, ink) {
  const [what, hue, place, level, state] = id.split(":");
  return what === "depot" ? depot(ink) : stop(ink, hue, place, level, state);
}

/** @param {import("../map/paint.js").Ink} ink @param {string} hue @param {string} place @param {string} level @param {string} state */
function stop(ink, hue, place, level, state) {
  const isDone = state === "done", colour = ink(`team-${hue}`);
  return canvas(44, 44, (pen) => {
    pen.beginPath();
    pen.arc(22, 22, 12, 0, 2 * Math.PI);
    pen.fillStyle = isDone ? ink("surface") : colour;
    pen.fill();
    pen.lineWidth = 2;
    pen.strokeStyle = isDone ? colour : ink("surface");
    pen.stroke();
    letter(pen, place, 22, 22, 13, isDone ? ink("ink") : ink("on-team"), ink);
    if (level) tag(pen, ink, level, 33, 12);
  });
}

/** @param {import("../map/paint.js").Ink} ink */
function depot(ink) {
  return canvas(32, 32, (pen) => {
    square(pen, 16, 26, 6);
    pen.fillStyle = ink("ink");
    pen.fill();
    pen.lineWidth = 2;
    pen.lineJoin = pen.lineCap = "round";
    pen.strokeStyle = ink("surface");
    pen.stroke();
    pen.beginPath();
    pen.moveTo(12, 23);
    pen.lineTo(12, 10);
    pen.lineTo(21, 10);
    pen.lineTo(19, 13.5);
    pen.lineTo(21, 17);
    pen.lineTo(12, 17);
    pen.stroke();
  });
}
