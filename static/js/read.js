/* What was read: its page was visited, or its link to the outlet followed. Lists dim it, or leave it out. */
import { follow, keep, list, slugOf } from "./store.js";

const toggle = document.querySelector(".hide-read"), box = toggle?.querySelector("input");
const mark = slug => keep("read", [slug, ...list("read").filter(one => one != slug)]);

if (document.querySelector(".story__main")) mark(slugOf(location));

addEventListener("click", ({ target }) => {
  const link = target.closest("[data-slug]");
  if (link) mark(link.dataset.slug);
});

follow(() => {
  const read = new Set(list("read"));
  let many = 0;
  for (const link of document.querySelectorAll(".card__link")) {
    many += link.closest(".card").classList.toggle("card--read", read.has(slugOf(link)));
  }
  if (!toggle) return;
  box.checked = list("hide").length;
  box.onchange = () => keep("hide", box.checked ? [1] : []);
  toggle.hidden = !many && !box.checked;
  toggle.querySelector("span").textContent = many;
  document.documentElement.classList.toggle("hides-read", box.checked);
});
