/** The legend is the filter: pressed = shown, and its counts follow the view. */

import { isShown } from "./sites.js";

/** @typedef {import("./address.js").State} State */
/** @typedef {import("./clusters.js").Site} Site */

/**
 * @param {HTMLElement} element the map page
 * @param {State} state changed in place
 * @param {() => void} changed
 */
export function mount(element, state, changed) {
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (element.querySelectorAll("[data-filter]"))) {
    const list = listOf(state, button);
    press(button, list);
    button.addEventListener("click", () => {
      const value = String(button.dataset.value);
      if (list.includes(value)) list.splice(list.indexOf(value), 1);
      else list.push(value);
      for (const twin of element.querySelectorAll(`[data-filter="${button.dataset.filter}"][data-value="${value}"]`)) press(/** @type {HTMLElement} */ (twin), list);
      changed();
    });
  }
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (element.querySelectorAll("[data-opens]"))) {
    button.addEventListener("click", () => open(element, button));
  }
}

/** @param {State} state @param {HTMLElement} button */
function listOf(state, button) {
  return state[/** @type {"risk" | "sector" | "only" | "off"} */ (button.dataset.filter)];
}

/** Risk, sector and layers list what is hidden; “only” lists what is asked for. @param {HTMLElement} button @param {string[]} list */
function press(button, list) {
  const isListed = list.includes(String(button.dataset.value));
  button.setAttribute("aria-pressed", String(button.dataset.filter === "only" ? isListed : !isListed));
}

/** @param {HTMLElement} element @param {HTMLElement} button */
function open(element, button) {
  const part = /** @type {HTMLElement} */ (element.querySelector(`#${button.dataset.opens}`));
  const isOpen = part.classList.toggle("is-open");
  part.hidden = part.dataset.hides !== undefined && !isOpen;
  button.setAttribute("aria-expanded", String(isOpen));
}

/**
 * @param {HTMLElement} element
 * @param {Site[]} inView sites of the view, whatever the filters
 * @param {State} state
 * @param {import("./sites.js").Marks} marks
 */
export function count(element, inView, state, marks) {
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (element.querySelectorAll("[data-filter]"))) {
    const { filter, value } = button.dataset;
    const figure = button.querySelector(".n");
    if (!figure || filter === "off") continue;
    const others = inView.filter((site) => isShown(site, state, marks, filter));
    figure.textContent = String(others.filter((site) => bears(site, String(filter), String(value), marks)).length);
  }
  const total = element.querySelector("[data-total]");
  if (total) total.textContent = String(inView.filter((site) => isShown(site, state, marks)).length);
}

/** @param {Site} site @param {string} filter @param {string} value @param {import("./sites.js").Marks} marks */
function bears(site, filter, value, marks) {
  if (filter === "only") return Boolean(marks[value]?.has(site.id));
  return (filter === "risk" ? site.risk || "none" : site.kind) === value;
}
