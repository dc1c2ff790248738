/** Keyboard: `/` goes to the search, `?` lists the keys; an element with `data-key="n"` is pressed by that key. */

import { element as make, word } from "../page.js";
import { show } from "./dialog.js";

/** @param {HTMLElement} root the whole page */
export function mount(root) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || root.querySelector("dialog[open]")) return;
    if (event.key === "/") focusSearch(root, event);
    else if (event.key === "?") list(root);
    else /** @type {HTMLElement | null} */ (root.querySelector(`[data-key="${CSS.escape(event.key)}"]`))?.click();
  });
  for (const button of root.querySelectorAll("[data-list-keys]")) button.addEventListener("click", () => list(root));
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

/** @param {HTMLElement} root @param {KeyboardEvent} event */
function focusSearch(root, event) {
  const search = /** @type {HTMLInputElement | null} */ (root.querySelector("input[type=search]"));
  if (!search) return;
  event.preventDefault();
  search.select();
}

/** @param {HTMLElement} root */
function list(root) {
  const rows = [["/", word("keys.search")], ["?", word("keys.list")], ["Esc", word("keys.close")]];
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-key]"))) {
    rows.push([one.dataset.key ?? "", one.getAttribute("aria-label") ?? one.textContent?.trim() ?? ""]);
  }
  const pairs = rows.flatMap(([key, what]) => [make("dt", {}, make("kbd", { class: "kbd" }, key)), make("dd", {}, what)]);
  show(word("keys.title"), make("dl", { class: "kv" }, ...pairs));
}
