/* Shares the page's address where the system can, else copies it, else shows it. */
import { say } from "./store.js";

const url = location.origin + location.pathname;

document.querySelector(".share").onclick = async () => {
  try {
    if (navigator.share) return await navigator.share({ title: document.querySelector("h1").textContent, url });
    await navigator.clipboard.writeText(url);
    say("copied");
  } catch (error) {
    if (error.name != "AbortError") say("address", url);
  }
};
