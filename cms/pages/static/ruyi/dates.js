// Dates and times as people type them. Wagtail's picker puts the present moment in place of text
// that it cannot read, and what was to wait goes out at once. Here the usual ways to write a date
// are put into the one it reads, and other text stays as it is, with an example, for the form to
// refuse.
(() => {
  const picker = jQuery.fn.datetimepicker.defaults;
  picker.validateOnBlur = false;
  picker.step = 30;
  // Where its list of times opens: at the present minute it would offer the night to who works late.
  picker.defaultTime = "09:00";

  // The day in Shanghai, which knows no summer time.
  const dayAhead = (days) => new Date(Date.now() + (days * 24 + 8) * 3600e3).toISOString().slice(0, 10);

  const KINDS = {
    "Y-m-d": { date: true, example: () => dayAhead(1) },
    "H:i": { time: true, example: () => "17:30" },
    "Y-m-d H:i": { date: true, time: true, example: () => `${dayAhead(1)} 09:00` },
  };
  // Fields for a day that may well be over.
  const LOOKING_BACK = ["source_date"];
  const DATE =
    /^(?:(?:(\d{4})[年./-])?(\d{1,2})[月./-](\d{1,2})(?:[日号]|(?!\d))|(\d{4})(\d{2})(\d{2})(?!\d))/;
  const NAMED_DAY = /^([今明后])(?:[天日]|(?=[早晚]))/;
  const WEEKDAY = /^[(]?(?:周|星期)[1-6日天][)]?/;
  const TIME =
    /^(凌晨|清晨|早上?|上午|中午|下午|傍晚|晚上?)?(\d{1,2})(?:[:点时](\d{1,2}|半|1刻|3刻)?[分整]?|(\d{2}))(?::00)?$/;
  const PARTS = { 半: 30, "1刻": 15, "3刻": 45 };
  const NUMERAL = /[二三四五]?十[一二三四五六七八九]?|[〇零一二两三四五六七八九]/g;
  const two = (number) => String(number).padStart(2, "0");

  // 十 is 10, 二十七 is 27.
  const figures = (numeral) => {
    const figure = (sign) => "零一二三四五六七八九".indexOf({ 〇: "零", 两: "二" }[sign] ?? sign);
    const [tens, ones] = numeral.split("十");
    return ones === undefined ? figure(tens) : figure(tens || "一") * 10 + figure(ones || "零");
  };

  const realDay = (year, month, day) => {
    const real = new Date(year, month - 1, day);
    return real.getMonth() === month - 1 && real.getDate() === day && `${year}-${two(month)}-${two(day)}`;
  };

  // The date at the beginning of the text, and the rest; null if there is none.
  const cutDate = (text, looksBack) => {
    const named = NAMED_DAY.exec(text);
    const found = named ?? DATE.exec(text);
    if (!found) return null;
    const today = dayAhead(0);
    const dayOf = () => {
      if (named) return dayAhead("今明后".indexOf(named[1]));
      const [year, month, day] = [found[1] ?? found[4], found[2] ?? found[5], found[3] ?? found[6]].map(Number);
      if (year) return realDay(year, month, day);
      // Without a year, the next such day, or where one looks back the nearest.
      const years = [-1, 0, 1].map((more) => Number(today.slice(0, 4)) + more);
      const days = years.map((each) => realDay(each, month, day)).filter(Boolean);
      const away = (each) => Math.abs(new Date(each) - new Date(today));
      if (looksBack) return days.sort((one, other) => away(one) - away(other))[0];
      return days.find((each) => each >= today);
    };
    const day = dayOf();
    return day ? [day, text.slice(found[0].length).replace(/^[ T,]/, "").replace(WEEKDAY, "")] : null;
  };

  // A time of day; null if the text is none, or leaves open which half of the day it means.
  const readTime = (text) => {
    const found = TIME.exec(text);
    if (!found) return null;
    const [, part, hours, minutes = "0", bare] = found;
    let hour = Number(hours);
    const minute = PARTS[minutes] ?? Number(bare ?? minutes);
    if (part && hour === 12 && part !== "中午") return null;
    if (/下午|晚/.test(part) && hour < 12) hour += 12;
    if (part === "中午" && hour < 3) hour += 12;
    return hour < 24 && minute < 60 ? `${two(hour)}:${two(minute)}` : null;
  };

  // The text in the form's own way; null if it cannot be read.
  const read = (written, kind, looksBack) => {
    const plain = written.normalize("NFKC").trim().replace(NUMERAL, figures);
    // A space stays only between figures: 6 17:30.
    const text = plain.replace(/\s*([^\d\s])\s*/g, "$1");
    if (text === "") return "";
    if (!kind.date) return readTime(text);
    const [date, rest] = cutDate(text, looksBack) ?? [];
    if (!kind.time) return rest === "" ? date : null;
    // A day alone is its first minute, to the server too: it is shown, so that nobody is surprised.
    const time = date && readTime(rest || "0:00");
    return time ? `${date} ${time}` : null;
  };

  const tell = (input, example) => {
    const id = `${input.id}-unreadable`;
    document.getElementById(id)?.remove();
    input.removeAttribute("aria-invalid");
    // What the server said was about the text before.
    input.closest("[data-field]")?.querySelector("[data-field-errors]")?.replaceChildren();
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

  // The picker opens in any field that is entered, over the ones beside it: here only in one that is
  // pressed. It does so a tenth of a second later: by then who types on may have left the field.
  let pressed = null;
  document.addEventListener("pointerdown", ({ target }) => (pressed = target), true);
  document.addEventListener("keydown", () => (pressed = null), true);
  picker.onShow = (_now, [input]) => input === pressed;

  // It closes as part of the rewriting that is off.
  document.addEventListener("focusout", ({ target }) => pickerOf(target)?.hide(), true);

  // While it is captured: before the picker and autosave see the change.
  document.addEventListener("change", ({ target }) => {
    const kind = KINDS[pickerOf(target)?.data("options").format];
    if (!kind) return;
    const value = read(target.value, kind, LOOKING_BACK.includes(target.name));
    if (value !== null) target.value = value;
    tell(target, value === null && kind.example());
  }, true);

  // A dialog is not sent, and so stays open, while a date in it cannot be read.
  document.addEventListener("click", (event) => {
    const dialog = event.target.closest("[type=submit]")?.closest(".w-dialog");
    const unreadable = dialog?.querySelector("[aria-invalid]:has(+ [id$=-unreadable])");
    if (!unreadable) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    unreadable.focus();
  }, true);
})();
