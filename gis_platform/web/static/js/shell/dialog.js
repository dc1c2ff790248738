/** A question before a deed that cannot be undone; the dangerous ones ask for a word to be typed. */

import { element as make, word } from "../page.js";

/**
 * @param {{title: string, text?: string, deed: string, keep?: string, typed?: string, reason?: string, danger?: boolean}} asked
 *   `deed` and `keep` are the two buttons; `typed` must be typed to go on; `reason` labels a text that must be given
 * @returns {Promise<{reason: string} | null>} null: not done
 */
export function ask({ title, text = "", deed, keep, typed, reason, danger = false }) {
  const go = make("button", { class: "btn", "data-kind": danger ? "danger" : "primary", value: "go" }, deed);
  const stay = make("button", { class: "btn", type: "button" }, keep ?? word("cancel"));
  const body = make("div", { class: "body stack" }, make("p", { class: "small soft" }, text));
  const typedInput = typed ? field(body, word("type_to_confirm", { typed })) : null;
  const reasonInput = reason ? field(body, reason) : null;
  const form = make("form", { method: "dialog" }, make("header", {}, make("h2", {}, title)), body, make("footer", {}, stay, go));
  const dialog = make("dialog", { class: "dialog", "aria-label": title }, form);

  const check = () => {
    go.disabled = Boolean((typedInput && typedInput.value.trim() !== typed) || (reasonInput && !reasonInput.value.trim()));
  };
  form.addEventListener("input", check);
  stay.addEventListener("click", () => dialog.close());
  check();

  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "go" ? { reason: reasonInput?.value.trim() ?? "" } : null);
    });
  });
}

/** Show something to read, with one button. @param {string} title @param {HTMLElement} content */
export function show(title, content) {
  const close = make("button", { class: "btn", "data-kind": "secondary" }, word("close"));
  const form = make("form", { method: "dialog" }, make("header", {}, make("h2", {}, title)), make("div", { class: "body" }, content), make("footer", {}, close));
  const dialog = make("dialog", { class: "dialog", "aria-label": title }, form);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/** @param {HTMLElement} body @param {string} label @returns {HTMLInputElement} */
function field(body, label) {
  const input = make("input", { class: "input", autocomplete: "off" });
  body.append(make("label", { class: "field-row" }, make("span", { class: "label" }, label), input));
  return input;
}
