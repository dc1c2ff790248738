/** Log-in: look at the password; in the demo, fill a log-in by one press. */

/** @param {HTMLElement} element the box around the form */
export function mount(element) {
  const username = /** @type {HTMLInputElement} */ (element.querySelector("[name=username]"));
  const password = /** @type {HTMLInputElement} */ (element.querySelector("[name=password]"));
  const eye = /** @type {HTMLButtonElement} */ (element.querySelector("[data-show-password]"));
  eye.hidden = false;
  eye.addEventListener("click", () => {
    const isShown = password.type === "text";
    password.type = isShown ? "password" : "text";
    eye.setAttribute("aria-pressed", String(!isShown));
  });
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (element.querySelectorAll("[data-username]"))) {
    one.addEventListener("click", () => {
      username.value = one.dataset.username ?? "";
      password.value = one.dataset.password ?? "";
      /** @type {HTMLElement} */ (element.querySelector("[type=submit]")).focus();
    });
  }
}
