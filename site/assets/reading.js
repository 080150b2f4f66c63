// Lets readers set how the pages look, for this and every later one, and hear one read aloud.
class ReadingSettings extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    const shown = document.documentElement.dataset;
    form.elements.mode.checked = shown.mode === "elder";
    form.elements.text.value = shown.text ?? "";
    form.addEventListener("change", ({ target }) => {
      keep(target.name, target.type === "checkbox" && !target.checked ? "" : target.value);
    });
    this.#closeWhenDone(this.querySelector("details"));
    if ("speechSynthesis" in window) offerAloud(form.elements.aloud);
  }

  #closeWhenDone(details) {
    this.addEventListener("keydown", ({ key }) => {
      if (key !== "Escape" || !details.open) return;
      details.open = false;
      details.querySelector("summary").focus();
    });
    for (const leaving of ["click", "focusin"]) {
      document.addEventListener(leaving, ({ target }) => {
        if (!this.contains(target)) details.open = false;
      });
    }
  }
}

function keep(name, value) {
  if (value) document.documentElement.dataset[name] = value;
  else delete document.documentElement.dataset[name];
  try {
    if (value) localStorage.setItem(`reading.${name}`, value);
    else localStorage.removeItem(`reading.${name}`);
  } catch {
    // A private window or a full store: it holds for this page.
  }
}

function offerAloud(button) {
  let last = null;
  const offer = () => {
    // Without a Chinese voice a browser stays silent or spells: worse than no button.
    button.hidden = !speechSynthesis.getVoices().some(({ lang }) => /^(zh|cmn)/i.test(lang));
  };
  const stop = () => {
    last = null;
    speechSynthesis.cancel();
    button.textContent = "朗读本页";
  };
  const start = () => {
    // What an earlier page may have left unsaid.
    speechSynthesis.cancel();
    const queue = sentences(document.querySelector("main article") ?? document.querySelector("main")).map((text) => {
      const spoken = new SpeechSynthesisUtterance(text);
      spoken.lang = "zh-CN";
      return spoken;
    });
    const ending = (last = queue.at(-1));
    const end = () => last === ending && stop();
    for (const spoken of queue) spoken.onerror = end;
    ending.onend = end;
    queue.forEach((spoken) => speechSynthesis.speak(spoken));
    button.textContent = "停止朗读";
  };
  button.addEventListener("click", () => (last ? stop() : start()));
  window.addEventListener("pagehide", stop);
  speechSynthesis.onvoiceschanged = offer;
  offer();
}

// One by one: some browsers break off a text of more than a quarter of a minute.
function sentences(element) {
  return element.innerText.match(/[^。！？；\n]+[。！？；]?/g).filter((text) => text.trim());
}

customElements.define("reading-settings", ReadingSettings);
