// Dates and times as people type them. Wagtail's picker puts the present moment in place of text
// that it cannot read, and what was to wait goes out at once. Here the usual ways to write a date
// are put into the one it reads, and other text stays as it is, with an example, for the form to
// refuse.
(() => {
  const picker = jQuery.fn.datetimepicker.defaults;
  picker.validateOnBlur = false;
  picker.step = 30;

  const KINDS = {
    "Y-m-d": { date: true, example: "2026-11-26" },
    "H:i": { time: true, example: "17:30" },
    "Y-m-d H:i": { date: true, time: true, example: "2026-11-26 09:00" },
  };
  const DATE = /^(\d{4})(?:[年./-](\d{1,2})[月./-](\d{1,2})(?:[日号]|(?!\d))|(\d{2})(\d{2})(?!\d))/;
  const TIME = /^(凌晨|早上|上午|中午|下午|晚上)?(\d{1,2})(?:[:点时](\d{1,2}|半|一刻|三刻)?分?|(\d{2}))(?::00)?$/;
  const PARTS = { 半: 30, 一刻: 15, 三刻: 45 };
  const two = (number) => String(number).padStart(2, "0");

  // The date at the beginning of the text, and the rest; null if there is none.
  const cutDate = (text) => {
    const found = DATE.exec(text);
    if (!found) return null;
    const [year, month, day] = [found[1], found[2] ?? found[4], found[3] ?? found[5]].map(Number);
    const real = new Date(year, month - 1, day);
    if (real.getMonth() !== month - 1 || real.getDate() !== day) return null;
    const rest = text.slice(found[0].length).replace(/^[ T,]/, "");
    return [`${year}-${two(month)}-${two(day)}`, rest.replace(/^[(]?(?:周|星期)[一二三四五六日天][)]?/, "")];
  };

  // A time of day; null if the text is none, or leaves open which half of the day it means.
  const readTime = (text) => {
    const found = TIME.exec(text);
    if (!found) return null;
    const [, part, hours, minutes = "0", bare] = found;
    let hour = Number(hours);
    const minute = PARTS[minutes] ?? Number(bare ?? minutes);
    if (part && hour === 12 && part !== "中午") return null;
    if (["下午", "晚上"].includes(part) && hour < 12) hour += 12;
    if (part === "中午" && hour < 3) hour += 12;
    return hour < 24 && minute < 60 ? `${two(hour)}:${two(minute)}` : null;
  };

  // The text in the form's own way; null if it cannot be read.
  const read = (written, kind) => {
    // A space stays only between figures: 6 17:30.
    const text = written.normalize("NFKC").trim().replace(/\s*([^\d\s])\s*/g, "$1");
    if (text === "") return "";
    if (!kind.date) return readTime(text);
    const [date, rest] = cutDate(text) ?? [];
    if (!kind.time) return rest === "" ? date : null;
    // A day alone is its first minute, to the server too: it is shown, so that nobody is surprised.
    const time = date && readTime(rest || "0:00");
    return time ? `${date} ${time}` : null;
  };

  const tell = (input, example) => {
    const id = `${input.id}-unreadable`;
    document.getElementById(id)?.remove();
    input.removeAttribute("aria-invalid");
    if (!example) return;
    input.setAttribute("aria-invalid", "true");
    const message = document.createElement("p");
    message.id = id;
    message.className = "error-message";
    message.setAttribute("role", "alert");
    message.textContent = `看不懂这个写法。请在日历里点，或写成 ${example}。`;
    input.after(message);
  };

  const pickerOf = (target) => jQuery(target).data("xdsoft_datetimepicker");

  // The picker closes as part of the rewriting that is off. It opens a tenth of a second after its
  // field is entered: by then who goes on with Tab has left it.
  document.addEventListener("focusout", ({ target }) => {
    const hide = () => target === document.activeElement || pickerOf(target)?.hide();
    hide();
    setTimeout(hide, 200);
  }, true);

  // While it is captured: before the picker and autosave see the change.
  document.addEventListener("change", ({ target }) => {
    const kind = KINDS[pickerOf(target)?.data("options").format];
    if (!kind) return;
    const value = read(target.value, kind);
    if (value !== null) target.value = value;
    tell(target, value === null && kind.example);
  }, true);
})();
