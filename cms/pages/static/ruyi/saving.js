// Wagtail saves a form by itself while it is written. A form sent before that has come back would
// make a new page twice: it waits, and nothing is saved by itself once a form is on its way.
(() => {
  // Longer than a save takes; then the network is what hangs, and sending tells so.
  const PATIENCE = 10_000;
  const saving = new Set();
  const waiting = new Map();
  const sent = new Set();

  const send = (form) => {
    const chosen = waiting.get(form);
    if (!chosen) return;
    waiting.delete(form);
    saving.delete(form);
    clearTimeout(chosen.timer);
    // The button itself is disabled by now, or gone with its menu: a field says what was pressed,
    // and goes at once, or another button would do the same if this is held back.
    const { name, value } = chosen.button;
    const pressed = Object.assign(document.createElement("input"), { type: "hidden", name, value });
    form.append(pressed);
    form.requestSubmit();
    pressed.remove();
  };

  document.addEventListener("w-autosave:save", (event) => {
    if (sent.has(event.target)) event.preventDefault();
    if (!event.defaultPrevented) saving.add(event.target);
  });
  for (const end of ["success", "error"]) {
    document.addEventListener(`w-autosave:${end}`, ({ target }) => {
      saving.delete(target);
      send(target);
    });
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!saving.has(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (waiting.has(form)) return;
    const button = event.submitter ?? { name: "", value: "" };
    waiting.set(form, { button, timer: setTimeout(() => send(form), PATIENCE) });
  }, true);
  addEventListener("submit", (event) => {
    if (!event.defaultPrevented) sent.add(event.target);
  });
  addEventListener("pageshow", () => sent.clear());
})();
