// Counts the characters of texts that cards have little room for. The words stand in the form; see admin/article/form.py.

const WAIT_MS = 1000; // before what is counted is read out

function counter(field) {
  const shown = document.createElement("span");
  const spoken = document.createElement("span");
  shown.className = "count";
  shown.setAttribute("aria-hidden", "true");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  const help = document.getElementById(`${field.id}_helptext`);
  (help.firstElementChild ?? help).append(" ", shown, spoken);
  return { shown, spoken };
}

function follow(field) {
  const most = Number(field.dataset.most);
  const { shown, spoken } = counter(field);
  let waiting;
  const tell = (speak) => {
    const length = [...field.value.trim()].length;
    const words = length > most ? field.dataset.tooMany : field.dataset.count;
    shown.textContent = words.replace("{n}", length);
    shown.classList.toggle("count--much", length > most);
    clearTimeout(waiting);
    waiting = setTimeout(() => speak && (spoken.textContent = shown.textContent), WAIT_MS);
  };
  field.addEventListener("input", () => tell(true));
  tell(false);
}

// Fields with completion are called by their labels, and say what is chosen.
function name(select) {
  const box = select.nextElementSibling?.querySelector(".select2-selection");
  const label = select.labels[0];
  if (!box || !label) {
    return;
  }
  label.id = `${select.id}_label`;
  const chosen = box.querySelector(".select2-selection__rendered");
  chosen.removeAttribute("role");
  chosen.removeAttribute("aria-readonly");
  box.setAttribute("aria-labelledby", `${label.id} ${chosen.id}`);
}

function nameAll(within) {
  within.querySelectorAll("select.admin-autocomplete").forEach(name);
}

document.querySelectorAll("[data-most]").forEach(follow);
globalThis.django?.jQuery?.(() => nameAll(document)); // after Django's own, which makes them
document.addEventListener("formset:added", (event) => nameAll(event.target));
