/** Pictures of the map, drawn on canvases from the tokens and the icon sprite: sites, clusters, hatching, shields. */

import { api } from "../api.js";
import { pageData } from "../page.js";

/** @typedef {{width: number, height: number, data: Uint8ClampedArray}} Picture */
/** @typedef {(name: string) => string} Ink a design token's value, by its name without `--` */
/** @typedef {Record<string, Path2D>} Glyphs */

export const PIXELS = 2;
export const LETTERS = /** @type {Record<string, string>} */ ({ red: "R", orange: "O", yellow: "Y", blue: "B", none: "–" });
const GLYPH_OF_KIND = { mine: "pickaxe", tailings_pond: "waves", hazchem: "flask-conical", fireworks: "sparkles", industry_trade: "factory" };
/** {at most so many sites: radius} */
const RADII = /** @type {[number, number][]} */ ([[5, 13], [15, 16], [39, 19], [Infinity, 23]]);

/** @returns {Ink} */
export function inks() {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}

/** The sprite's symbols of the sector lines as paths of a 24 × 24 box. @returns {Promise<Glyphs>} */
export async function glyphs() {
  const { data } = await api(pageData("shell-data").sprite, { accept: "image/svg+xml" });
  const sprite = new DOMParser().parseFromString(data, "image/svg+xml");
  return Object.fromEntries(Object.entries(GLYPH_OF_KIND).map(([kind, id]) => [kind, outline(sprite.getElementById(id))]));
}

/** @param {Element | null} symbol @returns {Path2D} */
function outline(symbol) {
  const path = new Path2D();
  for (const part of symbol?.children ?? []) {
    const number = (/** @type {string} */ name) => Number(part.getAttribute(name));
    if (part.tagName === "path") path.addPath(new Path2D(part.getAttribute("d") ?? ""));
    if (part.tagName === "circle") {
      path.moveTo(number("cx") + number("r"), number("cy"));
      path.arc(number("cx"), number("cy"), number("r"), 0, 2 * Math.PI);
    }
  }
  return path;
}

/**
 * The picture that an id asks for: `site:red:mine:overdue`, `dot:blue:`, `cluster:3:12:40:0`, `zone:red`, `hatch`, `shield`.
 * @param {string} id @param {Ink} ink @param {Glyphs} paths @returns {Picture}
 */
export function picture(id, ink, paths) {
  const [what, ...values] = id.split(":");
  if (what === "site") return site(ink, values[0], paths[values[1]], values[2]);
  if (what === "dot") return dot(ink, values[0], values[1]);
  if (what === "cluster") return cluster(ink, values.map(Number));
  if (what === "zone") return zone(ink, values[0]);
  if (what === "shield") return shield(ink);
  return hatch(ink);
}

/** @param {number} width @param {number} height @param {(pen: CanvasRenderingContext2D) => void} draw @returns {Picture} */
export function canvas(width, height, draw) {
  const sheet = document.createElement("canvas");
  sheet.width = width * PIXELS;
  sheet.height = height * PIXELS;
  const pen = /** @type {CanvasRenderingContext2D} */ (sheet.getContext("2d", { willReadFrequently: true }));
  pen.scale(PIXELS, PIXELS);
  draw(pen);
  return pen.getImageData(0, 0, sheet.width, sheet.height);
}

/** @param {CanvasRenderingContext2D} pen @param {number} centre @param {number} size @param {number} radius */
export function square(pen, centre, size, radius) {
  const [low, high] = [centre - size / 2, centre + size / 2];
  pen.beginPath();
  pen.moveTo(low + radius, low);
  pen.arcTo(high, low, high, high, radius);
  pen.arcTo(high, high, low, high, radius);
  pen.arcTo(low, high, low, low, radius);
  pen.arcTo(low, low, high, low, radius);
  pen.closePath();
}

/** @param {CanvasRenderingContext2D} pen @param {string} text @param {number} x @param {number} y @param {number} size @param {string} colour @param {Ink} ink */
export function letter(pen, text, x, y, size, colour, ink) {
  pen.font = `700 ${size}px ${ink("font")}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillStyle = colour;
  pen.fillText(text, x, y + size * 0.06);
}

/** @param {CanvasRenderingContext2D} pen @param {Ink} ink @param {string} level @param {number} x @param {number} y */
export function tag(pen, ink, level, x, y) {
  pen.beginPath();
  pen.arc(x, y, 6.5, 0, 2 * Math.PI);
  pen.fillStyle = ink("surface");
  pen.fill();
  pen.lineWidth = 1.2;
  pen.strokeStyle = ink(`risk-${level}-border`);
  pen.stroke();
  letter(pen, LETTERS[level], x, y, 9.5, ink(`risk-${level}-text`) || ink("ink"), ink);
}

/** @param {CanvasRenderingContext2D} pen @param {Ink} ink @param {number} centre @param {number} size */
function overdueFrame(pen, ink, centre, size) {
  square(pen, centre, size, 8);
  pen.setLineDash([3, 2.4]);
  pen.lineWidth = 2;
  pen.strokeStyle = ink("danger");
  pen.stroke();
  pen.setLineDash([]);
}

/** @param {Ink} ink @param {string} level @param {Path2D} glyph @param {string} state "overdue", "selected" or nothing */
function site(ink, level, glyph, state) {
  const isSelected = state === "selected";
  const size = isSelected ? 30 : 26;
  return canvas(48, 48, (pen) => {
    if (isSelected) {
      square(pen, 24, 39, 10);
      pen.lineWidth = 3;
      pen.strokeStyle = ink("accent");
      pen.stroke();
    }
    if (state === "overdue") overdueFrame(pen, ink, 24, 33);
    square(pen, 24, size, 6);
    pen.fillStyle = ink(`risk-${level}`);
    pen.fill();
    pen.lineWidth = 1;
    pen.strokeStyle = ink(`risk-${level}-border`);
    pen.stroke();
    if (glyph) stroked(pen, glyph, 24, size * 0.6, ink(`risk-${level}-on`));
    tag(pen, ink, level, 24 + size / 2 - 1, 24 - size / 2 + 1);
  });
}

/** @param {CanvasRenderingContext2D} pen @param {Path2D} glyph @param {number} centre @param {number} size @param {string} colour */
function stroked(pen, glyph, centre, size, colour) {
  pen.save();
  pen.translate(centre - size / 2, centre - size / 2);
  pen.scale(size / 24, size / 24);
  pen.lineWidth = 2;
  pen.lineCap = pen.lineJoin = "round";
  pen.strokeStyle = colour;
  pen.stroke(glyph);
  pen.restore();
}

/** @param {Ink} ink @param {string} level @param {string} state */
function dot(ink, level, state) {
  return canvas(26, 26, (pen) => {
    pen.beginPath();
    pen.arc(13, 13, 7.5, 0, 2 * Math.PI);
    pen.fillStyle = ink(`risk-${level}`);
    pen.fill();
    pen.lineWidth = 1;
    pen.strokeStyle = ink(`risk-${level}-border`);
    pen.stroke();
    letter(pen, LETTERS[level], 13, 13, 9, ink(`risk-${level}-on`), ink);
    if (state === "overdue") overdueFrame(pen, ink, 13, 22);
  });
}

/** Ring of shares, total inside, letter when orange is in it. @param {Ink} ink @param {number[]} counts orange, yellow, blue, none */
function cluster(ink, counts) {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const radius = /** @type {[number, number]} */ (RADII.find(([most]) => total <= most))[1];
  const centre = radius + 9;
  return canvas(2 * centre, 2 * centre, (pen) => {
    pen.beginPath();
    pen.arc(centre, centre, radius + 0.4, 0, 2 * Math.PI);
    pen.fillStyle = ink("surface");
    pen.fill();
    pen.lineWidth = 0.9;
    pen.strokeStyle = ink("map-county");
    pen.stroke();
    ring(pen, ink, counts, total, centre, radius - 2.25);
    letter(pen, String(total), centre, centre, 12, ink("ink"), ink);
    if (counts[0]) tag(pen, ink, "orange", centre + radius * 0.75, centre - radius * 0.75);
  });
}

/** @param {CanvasRenderingContext2D} pen @param {Ink} ink @param {number[]} counts @param {number} total @param {number} centre @param {number} radius */
function ring(pen, ink, counts, total, centre, radius) {
  let from = -Math.PI / 2;
  pen.lineWidth = 4.5;
  ["orange", "yellow", "blue", "none"].forEach((level, index) => {
    const to = from + (counts[index] / total) * 2 * Math.PI;
    pen.beginPath();
    pen.arc(centre, centre, radius, from, to);
    pen.strokeStyle = ink(`risk-${level}`);
    if (counts[index]) pen.stroke();
    from = to;
  });
}

/** Second signal of a risk zone beside its colour: lattice R, diagonal O, dots Y, rules B. @param {Ink} ink @param {string} level */
function zone(ink, level) {
  return canvas(8, 8, (pen) => {
    pen.globalAlpha = 0.16;
    pen.fillStyle = ink(`risk-${level}`);
    pen.fillRect(0, 0, 8, 8);
    pen.globalAlpha = 0.65;
    pen.strokeStyle = pen.fillStyle = ink(`risk-${level}-border`);
    pen.beginPath();
    if (level === "yellow") pen.arc(4, 4, 1, 0, 2 * Math.PI), pen.fill();
    if (level === "blue") pen.moveTo(0, 4), pen.lineTo(8, 4);
    if (level === "red" || level === "orange") pen.moveTo(-1, 9), pen.lineTo(9, -1);
    if (level === "red") pen.moveTo(-1, -1), pen.lineTo(9, 9);
    if (level !== "yellow") pen.stroke();
  });
}

/** @param {Ink} ink */
function hatch(ink) {
  return canvas(8, 8, (pen) => {
    pen.strokeStyle = ink("map-hatch");
    pen.lineWidth = 1;
    pen.beginPath();
    for (const from of [-4, 0, 4, 8]) pen.moveTo(from, 9), pen.lineTo(from + 9, 0);
    pen.stroke();
  });
}

/** @param {Ink} ink */
function shield(ink) {
  return canvas(16, 16, (pen) => {
    square(pen, 8, 14.5, 3);
    pen.fillStyle = ink("surface");
    pen.fill();
    pen.strokeStyle = ink("map-expressway-case");
    pen.stroke();
  });
}
