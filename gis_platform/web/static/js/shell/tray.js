/** 任务栏: long work that can be left and come back to. Modules report it by a `task:update` event on the document. */

import { element as make, word } from "../page.js";

/** @typedef {{id: string, title: string, done?: number, total?: number, note?: string, url?: string, state?: "danger" | "ok"}} Task */

/** @param {HTMLElement} element the `.task-tray`; its button is `[aria-controls]` with the tray's id */
export function mount(element) {
  const list = /** @type {HTMLElement} */ (element.querySelector("ul"));
  const empty = /** @type {HTMLElement} */ (element.querySelector("[data-empty]"));
  const buttons = document.querySelectorAll(`[aria-controls="${element.id}"]`);
  const show = (/** @type {boolean} */ visible) => {
    element.hidden = !visible;
    for (const button of buttons) button.setAttribute("aria-expanded", String(visible));
  };
  for (const button of buttons) button.addEventListener("click", () => show(Boolean(element.hidden)));
  element.addEventListener("keydown", (event) => event.key === "Escape" && show(false));

  document.addEventListener("task:update", (event) => {
    const task = /** @type {CustomEvent<Task>} */ (event).detail;
    const row = line(task);
    const before = list.querySelector(`[data-task="${CSS.escape(task.id)}"]`);
    if (before) before.replaceWith(row);
    else {
      list.prepend(row);
      show(true);
    }
    empty.hidden = true;
  });
}

/** @param {Task} task @returns {HTMLLIElement} */
function line({ id, title, done, total, note, url, state }) {
  const isRunning = !state && total !== undefined;
  const end = url ? make("a", { class: "btn", "data-size": "sm", "data-kind": "secondary", href: url }, word("open")) : "";
  const share = isRunning ? make("span", { class: "num soft nowrap" }, `${done ?? 0} / ${total}`) : end;
  const row = make("li", { "data-task": id }, make("div", { class: "row between" }, make("b", {}, title), share));
  if (isRunning) row.append(make("progress", { class: "progress", value: done ?? 0, max: total, "aria-label": title }));
  if (note) row.append(make("span", { class: state === "danger" ? "xs t-danger" : "xs muted" }, note));
  return row;
}
