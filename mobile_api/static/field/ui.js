/** Parts of the field screens: large buttons, pills, the place on the screen. Text goes in as text. */

import { element as make, icon, pageData, word } from "../js/page.js";

/**
 * @typedef {{title: string, back?: string, body: (Node | string)[], bottom?: (Node | string)[], isLive?: boolean}} Screen
 * `back`: where the arrow leads; `isLive`: drawn again when something arrived
 */

/**
 * @param {string} text @param {() => unknown} press
 * @param {{icon?: string, kind?: "primary" | "danger", size?: "md", pressed?: boolean, disabled?: boolean, start?: boolean}} [look]
 */
export function bigButton(text, press, look = {}) {
  const button = make(
    "button",
    {
      class: look.start ? "big-btn start" : "big-btn", type: "button", "data-kind": look.kind, "data-size": look.size,
      disabled: look.disabled, "aria-pressed": look.pressed === undefined ? undefined : String(look.pressed),
    },
    ...(look.icon ? [icon(look.icon)] : []),
    text,
  );
  button.addEventListener("click", press);
  return button;
}

/** @param {string} href @param {string} text @param {{icon?: string, kind?: "primary", size?: "md"}} [look] */
export function bigLink(href, text, look = {}) {
  return make("a", { class: "big-btn", href, "data-kind": look.kind, "data-size": look.size }, ...(look.icon ? [icon(look.icon)] : []), text);
}

/** A row that leads on. @param {string} href @param {string} name @param {string} note @param {{icon: string, state?: string}} look */
export function step(href, name, note, look) {
  return make(
    "a",
    { class: "step-row", href, "data-state": look.state },
    icon(look.icon),
    make("span", { class: "grow" }, make("b", {}, name), make("span", { class: "soft small" }, note)),
    icon("chevron-right"),
  );
}

/** @param {string} text @param {string} [state] */
export function pill(text, state) {
  return make("span", { class: "pill", "data-state": state }, text);
}

/** @param {string} level red, orange, yellow, blue, or none */
export function riskBadge(level) {
  const letter = { red: "R", orange: "O", yellow: "Y", blue: "B" }[level];
  return make("span", { class: "risk-badge", "data-level": letter ? level : undefined, "data-letter": letter ?? "–" }, word(`risk.${letter ? level : "none"}`));
}

/** @param {string} title @param {string} text @param {"warn" | "danger" | "ok"} [state] */
export function banner(title, text, state) {
  const sign = state === "ok" ? "circle-check" : state ? "octagon-alert" : "info";
  return make("div", { class: "banner", "data-state": state }, icon(sign), make("div", {}, make("b", {}, title), make("p", {}, text)));
}

/** @param {string} text @param {string} [look] */
export function para(text, look = "soft small") {
  return make("p", { class: look }, text);
}

/** @param {(Node | string)[]} children two beside each other */
export function pair(...children) {
  return make("div", { class: "choice" }, ...children);
}

/** @param {string} label @param {{value?: string, rows?: number, maxlength?: number, hint?: string}} [look] @returns {{row: HTMLElement, input: HTMLTextAreaElement | HTMLInputElement}} */
export function field(label, look = {}) {
  const input = make(look.rows ? "textarea" : "input", { class: "input", rows: look.rows, maxlength: look.maxlength ?? 200, placeholder: look.hint });
  input.value = look.value ?? "";
  return { row: make("label", { class: "field-row" }, make("span", { class: "label" }, label), input), input };
}

/** The county's time of a moment, wherever the phone stands. @param {string} moment ISO 8601 */
export function hour(moment) {
  return new Date(moment).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: timezone() });
}

/** @param {string | Date} moment */
export function day(moment) {
  const options = /** @type {const} */ ({ month: "long", day: "numeric", weekday: "short", timeZone: timezone() });
  return new Date(moment).toLocaleDateString(document.documentElement.lang, options);
}

/** @returns {string} */
function timezone() {
  return pageData("me-data").timezone;
}

/** @param {number} metres @returns {[figure: string, unit: string]} */
export function length(metres) {
  if (metres < 1000) return [String(Math.round(metres)), word("field.metres")];
  return [(metres / 1000).toFixed(metres < 10_000 ? 1 : 0), word("field.kilometres")];
}

const SVG = "http://www.w3.org/2000/svg";

/** @param {string} tag @param {Record<string, string | number>} attributes @param {(Node | string)[]} children */
export function draw(tag, attributes, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

export { icon, make, word };
