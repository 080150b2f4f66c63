// A further stretch of opening hours is most often one of the same days.
document.addEventListener("w-formset:added", ({ target }) => {
  const rows = [...target.querySelectorAll("[data-inline-panel-child]:not(.deleted)")];
  const [before, added] = rows.slice(-2).map((row) => row.querySelectorAll("[name$=-weekdays]"));
  added?.forEach((day, place) => (day.checked = before[place].checked));
});
