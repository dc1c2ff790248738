/** Starts the shell, then every part of the page that names its module, also in fragments that htmx brings. */

import { csrfToken } from "../api.js";
import { pageData, word } from "../page.js";
import * as keys from "./keys.js";
import * as theme from "./theme.js";
import { mount as mountToasts, toast, toastProblem } from "./toast.js";

const SHELL = { ".toasts": mountToasts, "[data-themes]": theme.mount, body: keys.mount };

for (const [selector, mount] of Object.entries(SHELL)) {
  const element = /** @type {HTMLElement | null} */ (document.querySelector(selector));
  if (element) mount(element);
}

document.addEventListener("click", closeMenus);
document.addEventListener("keydown", (event) => event.key === "Escape" && closeMenus(event));
document.addEventListener("htmx:config:request", (event) => {
  const { request } = /** @type {CustomEvent} */ (event).detail.ctx;
  request.headers["X-CSRFToken"] = csrfToken();
});
document.addEventListener("htmx:error", () => toast(word("api.unreachable"), { state: "danger" }));
document.addEventListener("htmx:after:process", (event) => mountAll(/** @type {Element} */ (event.target)));
mountAll(document.body);

/**
 * `<div data-module="{% static 'js/plan/lanes.js' %}" data-options="lanes-data">` → `mount(div, pageData("lanes-data"))`, once.
 * @param {Element} root
 */
function mountAll(root) {
  const found = [...root.querySelectorAll("[data-module]")];
  if (root.matches("[data-module]")) found.push(root);
  for (const one of found) mountOne(/** @type {HTMLElement} */ (one));
}

/** @param {HTMLElement} element */
async function mountOne(element) {
  if (element.dataset.mounted) return;
  element.dataset.mounted = "true";
  try {
    const module = await import(/** @type {string} */ (element.dataset.module));
    await module.mount(element, element.dataset.options ? pageData(element.dataset.options) : {});
  } catch (error) {
    console.error(error);
    toastProblem(error);
  }
}

/** @param {Event} event */
function closeMenus(event) {
  for (const menu of /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll("details.account[open]"))) {
    if (event.type === "keydown" || !menu.contains(/** @type {Node} */ (event.target))) menu.open = false;
  }
}
