/* The reader's list: buttons that save an article or give it up, and how many are saved. */
import { follow, keep, list, say, slugOf } from "./store.js";

const text = (value, most) => typeof value == "string" ? value.trim().slice(0, most) : "";
const time = value => {
  const at = new Date(text(value, 40));
  return isNaN(at) ? "" : at.toISOString();
};

/* Checked and cut, as it may come from anybody's file; or nothing. */
export const article = raw => {
  const slug = text(raw?.slug, 300), title = text(raw?.title, 500);
  if (/^(?!\.+$)[^/]+$/.test(slug) && title) return {
    slug,
    title,
    outlet: text(raw.outlet, 200),
    url: text(raw.url, 2000),
    published_at: time(raw.published_at),
    picture: text(raw.picture, 2000),
    saved_at: time(raw.saved_at),
  };
};

export const saved = () => list("saved").map(article).filter(Boolean);

const put = articles => keep("saved", articles) || say("unkept");

/* What is on the list already stays as it is. */
export const add = articles => {
  const all = new Map([...articles, ...saved()].map(one => [one.slug, one]));
  return put([...all.values()].sort((one, other) => other.saved_at.localeCompare(one.saved_at)));
};

export const remove = slug => put(saved().filter(one => one.slug != slug));

const buttons = [...document.querySelectorAll(".save")].map(button => {
  const root = button.closest(".card, .story__main"), part = selector => root.querySelector(selector);
  const files = part(".picture [type='image/webp']")?.srcset.split(" ") ?? [];
  const one = article({
    slug: slugOf(part(".card__link") ?? location),
    title: part(".card__title, .story__title").textContent,
    outlet: part(".card__outlet, .outlet__name").textContent,
    url: button.dataset.url,
    published_at: part("time").dateTime,
    picture: files[2] ?? files[0], // the second smallest
  });
  button.ariaLabel = `${button.textContent.trim()}: ${one.title}`;
  button.onclick = () =>
    button.ariaPressed == "true" ? remove(one.slug) : add([{ ...one, saved_at: new Date().toISOString() }]);
  return [button, one.slug];
});

follow(() => {
  const slugs = new Set(saved().map(one => one.slug));
  for (const [button, slug] of buttons) button.ariaPressed = slugs.has(slug);
  for (const count of document.querySelectorAll(".count")) count.textContent = slugs.size || "";
});
