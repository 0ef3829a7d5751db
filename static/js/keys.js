/* Single keys, unless the reader types or has switched them off. */
import { follow, keep, list } from "./store.js";

const help = document.getElementById("keys"), box = help.querySelector("input");
const search = document.querySelector("[type=search]");
const stories = ".card__link, .related-card__title a";

const go = step => {
  const all = [...document.querySelectorAll(stories)].filter(link => link.checkVisibility());
  let at = all.indexOf(document.activeElement);
  if (at < 0) at = all.filter(link => link.getBoundingClientRect().top <= 0).length - (step > 0);
  all[at + step]?.focus();
};

const open = () => help.showModal();
const keys = {
  j: () => go(1),
  k: () => go(-1),
  o: () => document.activeElement.matches(stories) && document.activeElement.click(),
  s: () => (document.activeElement.closest(".card") ?? document.querySelector(".story__main"))?.querySelector(".save, .saved__remove").click(),
  "/": () => search.checkVisibility() ? search.focus() : search.form.submit(),
  "?": open,
};

addEventListener("keydown", event => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat && !/[jk]/.test(key)) return;
  if (!box.checked || help.open || target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]")) return;
  if (!Object.hasOwn(keys, key)) return;
  event.preventDefault();
  keys[key]();
});

document.querySelector(".keys-open").onclick = open;
box.onchange = () => keep("keys", box.checked ? [] : ["off"]);
follow(() => box.checked = !list("keys").length);
