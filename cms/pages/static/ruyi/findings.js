// What the content checks found leads to the field it is about, or to the block of the text.
document.addEventListener("click", ({ target }) => {
  const { leadsTo, leadsToBlock } = target.closest("[data-leads-to]")?.dataset ?? {};
  const field = leadsTo && document.querySelector(`#page-edit-form [data-contentpath="${leadsTo}"]`);
  if (!field) return;
  const place = (leadsToBlock && field.querySelector(`[data-contentpath="${leadsToBlock}"]`)) || field;
  const tab = place.closest("[role=tabpanel][hidden]");
  if (tab) document.querySelector(`[role=tab][aria-controls="${tab.id}"]`).click();
  place.scrollIntoView({ block: "center" });
  place.querySelector("textarea, [contenteditable=true], input:not([type=hidden]), button")?.focus({ preventScroll: true });
});
