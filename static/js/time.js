/* "2 hours ago" on cards younger than a day. The full time stays in the title. */
const format = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });

const show = () => {
  for (const time of document.querySelectorAll(".card time")) {
    const minutes = Math.floor((Date.now() - new Date(time.dateTime)) / 60_000);
    const full = time.dataset.full ??= time.textContent;
    if (minutes < 0 || minutes >= 1440) time.textContent = full;
    else time.textContent = minutes < 60 ? format.format(-minutes, "minute") : format.format(-Math.floor(minutes / 60), "hour");
  }
};

show();
setInterval(show, 60_000);
addEventListener("pageshow", show);
