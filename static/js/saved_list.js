/* The page of the reader's list. What is on it is written as text, never as HTML. */
import { add, article, remove, saved } from "./saved.js";
import { follow, say } from "./store.js";

const page = document.getElementById("saved"), { hosts, zone, back } = page.dataset;
const parts = (root, ...names) => names.map(name => root.querySelector(name));
const [items, pattern, undo, save, file] = parts(page, "ol", "template", ".saved__undo", ".saved__export", "[type=file]");
const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeZone: zone });
const allowed = [location.origin, ...hosts.split(" ")];
let removed;

const row = one => {
  const row = pattern.content.cloneNode(true);
  const [link, outlet, time, out, button, image] =
    parts(row, ".card__link", ".card__outlet", "time", ".saved__out", ".saved__remove", "img");
  link.href = `/news/${encodeURIComponent(one.slug)}/`;
  link.textContent = one.title;
  outlet.textContent = one.outlet;
  time.dateTime = one.published_at;
  time.textContent = one.published_at && format.format(new Date(one.published_at));
  out.dataset.slug = one.slug;
  out.href = one.url;
  if (!/^https?:$/.test(out.protocol)) out.remove();
  if (one.picture && allowed.includes(URL.parse(one.picture, location)?.origin)) image.src = one.picture;
  button.ariaLabel = `${button.textContent}: ${one.title}`;
  button.onclick = () => {
    removed = one;
    undo.textContent = back.replace("{}", one.title);
    if (remove(one.slug)) undo.focus();
  };
  return row;
};

undo.onclick = () => {
  const one = removed;
  removed = null;
  add([one]);
  items.children[saved().findIndex(other => other.slug == one.slug)]?.querySelector("a").focus();
};

save.onclick = () => {
  const href = URL.createObjectURL(new Blob([JSON.stringify({ saved: saved() }, null, 1)], { type: "application/json" }));
  Object.assign(document.createElement("a"), { href, download: "saved.json" }).click();
};

file.onchange = async () => {
  const [chosen] = file.files, before = saved().length;
  try {
    const found = chosen.size < 5e6 && JSON.parse(await chosen.text()).saved.map(article).filter(Boolean);
    if (add(found)) say("added", saved().length - before);
  } catch {
    say("bad");
  }
  file.value = "";
};

follow(() => {
  const all = saved();
  items.replaceChildren(...all.map(row));
  page.classList.toggle("saved--empty", !all.length);
  undo.hidden = !removed;
});
