/** 提示: something just happened. Goes by itself, but not while it is pointed at; an error stays longer. */

import { isAborted } from "../api.js";
import { element as make, icon, word } from "../page.js";

const STAYS_MS = 6000;
const ERROR_STAYS_MS = 15000;

/** @param {HTMLElement} element the `.toasts` region; shows what the server sent and what `toast:show` brings */
export function mount(element) {
  for (const child of element.querySelectorAll(".toast")) leaveLater(/** @type {HTMLElement} */ (child));
  document.addEventListener("toast:show", (event) => {
    const shown = /** @type {CustomEvent<HTMLElement>} */ (event).detail;
    element.append(shown);
    leaveLater(shown);
  });
}

/**
 * @param {string} text
 * @param {{state?: "danger"}} [options]
 */
export function toast(text, { state } = {}) {
  const shown = make("div", { class: "toast", "data-state": state });
  if (state === "danger") shown.append(icon("octagon-alert"));
  shown.append(make("span", {}, text));
  document.dispatchEvent(new CustomEvent("toast:show", { detail: shown }));
}

/** Say an error in the user's words; a request given up on says nothing. @param {unknown} error */
export function toastProblem(error) {
  if (isAborted(error)) return;
  toast(error instanceof Error ? error.message : String(error), { state: "danger" });
}

/** @param {HTMLElement} shown */
function leaveLater(shown) {
  const close = make("button", { type: "button", "aria-label": word("close") }, "×");
  close.addEventListener("click", () => shown.remove());
  shown.append(close);
  const go = () => (shown.matches(":hover, :focus-within") ? setTimeout(go, 1000) : shown.remove());
  setTimeout(go, shown.dataset.state === "danger" ? ERROR_STAYS_MS : STAYS_MS);
}
