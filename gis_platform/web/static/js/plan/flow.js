/** The plan page on a narrow screen: the step that is shown stands in view among the six. */

/** @param {HTMLElement} element the page */
export function mount(element) {
  const steps = element.querySelector(".steps"), here = /** @type {HTMLElement | null} */ (element.querySelector(".steps [aria-current]"));
  if (steps && here) steps.scrollLeft = here.offsetLeft - (steps.clientWidth - here.offsetWidth) / 2;
}
