// A further stretch of opening hours is most often one of the same days.
document.addEventListener("w-formset:added", ({ target }) => {
  const days = (row) => [...(row?.querySelectorAll("[name$=-weekdays]") ?? [])];
  const rows = [...target.parentElement.querySelectorAll(":scope > :not(.deleted)")];
  const before = days(rows[rows.indexOf(target) - 1]);
  days(target).forEach((day, place) => (day.checked = before[place]?.checked ?? false));
});
