/* Classic and blocking, to be before the first paint: scripts run, and in these colours. */
{
  const root = document.documentElement, key = "newsroom.theme";
  let chosen;

  const show = () => {
    try {
      chosen = localStorage.getItem(key);
    } catch { /* it lasts as long as the page */ }
    const scheme = ["light", "dark"].find(one => one == chosen);
    root.dataset.theme = scheme ?? "auto";
    document.querySelector("[name=color-scheme]").content = scheme ?? "light dark";
    for (const input of document.getElementsByName("theme")) input.checked = input.value == root.dataset.theme;
  };

  root.classList.add("js");
  show();
  for (const type of ["DOMContentLoaded", "pageshow", "storage"]) addEventListener(type, show);
  addEventListener("change", ({ target }) => {
    if (target.name != "theme") return;
    chosen = target.value;
    try {
      localStorage.setItem(key, chosen);
    } catch { /* as above */ }
    show();
  });
}
