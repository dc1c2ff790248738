/** Light, dark, or as the system has it. Kept in a cookie, so that the server paints the first frame right. */

/** @param {HTMLElement} element a `.seg` of buttons with `data-theme-choice` */
export function mount(element) {
  const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (element.querySelectorAll("[data-theme-choice]"));
  const show = () => {
    const current = document.documentElement.dataset.theme ?? "system";
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.themeChoice === current));
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      choose(button.dataset.themeChoice ?? "system");
      show();
    });
  }
  show();
}

/** @param {string} theme "light", "dark" or "system" */
function choose(theme) {
  const year = 365 * 24 * 3600;
  document.cookie = `theme=${theme}; path=/; max-age=${theme === "system" ? 0 : year}; samesite=lax`;
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  document.dispatchEvent(new CustomEvent("theme:change"));
}
