/** The button that prints the page. */

/** @param {HTMLElement} element */
export function mount(element) {
  element.querySelector("[data-print]")?.addEventListener("click", () => print());
}
