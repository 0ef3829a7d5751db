/* Below a line that says what VERSION is, and FILES: its style sheets, scripts, and pages that hardly change. */
const SHELL = "shell-" + VERSION;
const PATIENCE = 4000; // milliseconds, then a page that is kept is better than one that does not come

const opened = async (name, act) => act(await caches.open(name));
const kept = path => caches.match(path, { ignoreVary: true });

const install = () => Promise.all([skipWaiting(), opened(SHELL, cache => cache.addAll(FILES)), opened("front", cache => cache.add("/"))]);

const tidy = async () => {
  for (const name of await caches.keys()) if (name.startsWith("shell-") && name != SHELL) await caches.delete(name);
};

const page = async (event, path) => {
  const answer = fetch(event.request);
  event.waitUntil(answer.then(answer => keep(path, answer.clone())).catch(() => {}));
  try {
    return await Promise.race([answer, new Promise(late => setTimeout(late, PATIENCE))]) ?? await kept(path) ?? await answer;
  } catch {
    return await kept(path) ?? kept("/offline/");
  }
};

/* The front page with its pictures, and articles that offline.js put there. */
const keep = (path, answer) => {
  if (!answer.ok || answer.headers.get("Cache-Control")?.includes("no-store")) return;
  return path == "/" ? opened("front", async cache => {
    await cache.put(path, answer);
    for (const old of (await cache.keys()).slice(0, -60)) await cache.delete(old);
  }) : opened("saved", async cache => await cache.match(path) && cache.put(path, answer));
};

/* Names say what is in a file. Without a network, another size or version does. */
const file = async (event, path) => {
  const kind = url => url.replace(/\.[0-9a-f]{12}(?=\.\w+$)|\d+\.\w+$/, ""), picture = path.startsWith("/media/");
  const found = (picture || kind(path) != path) && await kept(path);
  if (found) return found;
  try {
    const answer = await fetch(event.request), copy = answer.clone(), reader = picture && await clients.get(event.clientId);
    if (reader && new URL(reader.url).pathname == "/") event.waitUntil(opened("front", cache => cache.put(path, copy)));
    return answer;
  } catch {
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const other of await cache.keys()) if (kind(new URL(other.url).pathname) == kind(path)) return cache.match(other);
    }
    return Response.error();
  }
};

addEventListener("install", event => event.waitUntil(install()));
addEventListener("activate", event => event.waitUntil(tidy()));
addEventListener("fetch", event => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (request.method != "GET" || origin != location.origin) return;
  if (/^\/(static|media)\//.test(pathname)) event.respondWith(file(event, pathname));
  else if (request.mode == "navigate" && !pathname.startsWith("/admin/")) event.respondWith(page(event, pathname));
});
