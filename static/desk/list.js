// Names the field in which topics are searched for: Select2 leaves that to nobody where several can be chosen.

const { jQuery } = globalThis.django;

jQuery(() => {
  for (const select of document.querySelectorAll("#confirm_form select.admin-autocomplete")) {
    const field = select.nextElementSibling?.querySelector(".select2-search__field");
    field?.setAttribute("aria-label", select.labels[0].textContent);
  }
}); // after Django has made them
