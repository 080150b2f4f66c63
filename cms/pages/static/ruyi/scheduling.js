// A form that comes back with an error in the times of publishing shows their dialog at once.
addEventListener("load", () => {
  const dialog = document.getElementById("schedule-publishing-dialog");
  if (dialog?.querySelector(".error-message")) dialog.dispatchEvent(new CustomEvent("w-dialog:show"));
});
