/* Keeps the newest saved articles, each with its picture, for reading without a network. See sw.js. */
import { saved } from "./saved.js";
import { follow } from "./store.js";

const sync = async () => {
  const wanted = new Set(saved().slice(0, 100).flatMap(one => [`/news/${encodeURIComponent(one.slug)}/`, one.picture]));
  const cache = await caches.open("saved");
  for (const { url } of await cache.keys()) {
    const path = new URL(url).pathname;
    if (!wanted.delete(path)) await cache.delete(url);
  }
  for (const path of wanted) if (/^\/\w/.test(path)) await cache.add(path).catch(() => {});
};

navigator.serviceWorker?.register("/sw.js").then(() => follow(() => navigator.locks.request("saved", sync)), () => {});
