// Names the boxes that replace Django's lists to search in, and what they open, after the list's label.

const { jQuery } = globalThis.django;

function named(box, label) {
  const text = box.querySelector(".select2-selection__rendered");
  label.id ||= `${label.htmlFor}-label`;
  for (const part of [text, box]) part.setAttribute("aria-labelledby", `${label.id} ${text.id}`);
}

function follow(select) {
  const [label] = select.labels;
  const box = select.nextElementSibling?.querySelector(".select2-selection");
  if (!label || !box) return;
  named(box, label);
  jQuery(select).on("select2:open", () => {
    const parts = document.querySelectorAll(".select2-search__field, .select2-results__options");
    for (const part of parts) part.setAttribute("aria-label", label.textContent);
  });
}

jQuery(() => document.querySelectorAll("select.admin-autocomplete").forEach(follow)); // after Django has made them
