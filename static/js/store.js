/* What this browser keeps for its reader, as lists. Storage may be blocked, be full, or hold anything. */
const most = { read: 2000, saved: 500 };

export const list = name => {
  try {
    return [JSON.parse(localStorage.getItem("newsroom." + name)) ?? []].flat();
  } catch {
    return [];
  }
};

/* False if the browser does not keep them. */
export const keep = (name, items) => {
  try {
    localStorage.setItem("newsroom." + name, JSON.stringify(items.slice(0, most[name])));
  } catch {
    return false;
  }
  dispatchEvent(new Event("kept"));
  return true;
};

/* Now, and when it may have changed here or in another window. */
export const follow = show => {
  show();
  for (const type of ["kept", "pageshow", "storage"]) addEventListener(type, show);
};

export const slugOf = link => decodeURIComponent(link.pathname.split("/")[2] ?? "");

/* One of the lines that components/status.html knows. */
export const say = (name, value) => {
  const line = document.getElementById("status");
  line.textContent = line.dataset[name].replace("{}", value);
  clearTimeout(say.timer);
  say.timer = setTimeout(() => line.textContent = "", 8000);
};
