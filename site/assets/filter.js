// Asks at once what a list's links ask one at a time: tower, trade, schooling, pay.
// Upgrades the links it wraps; what it knows lies in files of 500 items, newest first.

const SHOWN_AT_ONCE = 60;

class Filter extends HTMLElement {
  #rows = [];
  #waiting = this.dataset.shards.split(" ");
  #asked = 0;
  #shown = SHOWN_AT_ONCE;

  connectedCallback() {
    this.found = this.querySelector(".unfiltered");
    this.form = this.querySelector("form");
    this.clear = this.form.querySelector("[type=reset]");
    this.told = element("p", { className: "told", role: "status" });
    this.list = element("ul", { className: "rows", hidden: true });
    this.more = element("button", { type: "button", className: "button", hidden: true }, "再看一些");
    this.found.before(this.told, this.list, this.more);
    this.#fill();
    this.form.addEventListener("input", () => this.#ask());
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("reset", () => setTimeout(() => this.#ask()));
    this.more.addEventListener("click", () => {
      const next = this.#shown;
      this.#shown += SHOWN_AT_ONCE;
      this.#show();
      this.list.children[next].querySelector("a").focus();
    });
    this.#restore();
  }

  /** Fill each choice from its group of links; the letters stay links. */
  #fill() {
    for (const select of this.form.querySelectorAll("select")) {
      const sort = this.querySelector(`.sort[data-slug="${select.name}"]`);
      select.dataset.place = sort.dataset.place;
      for (const link of sort.querySelectorAll("a")) {
        select.append(new Option(link.textContent, link.dataset.value));
      }
      sort.hidden = true;
    }
  }

  /** What was asked stands in the address, so that it outlives a reload and the way back. */
  #restore() {
    for (const [name, value] of new URLSearchParams(location.search)) {
      const field = this.form.elements.namedItem(name);
      if (field) field.value = value;
    }
    if (this.#wanted().length) this.#ask();
  }

  #wanted() {
    return [...new FormData(this.form)].filter(([, value]) => value.trim());
  }

  async #ask() {
    const asked = ++this.#asked;
    const wanted = this.#wanted();
    const query = new URLSearchParams(wanted).toString();
    this.clear.hidden = !wanted.length;
    history.replaceState(null, "", query ? `?${query}` : location.pathname);
    this.#shown = SHOWN_AT_ONCE;
    if (!wanted.length) {
      this.found.hidden = false;
      this.list.hidden = this.more.hidden = true;
      this.told.textContent = "";
      return;
    }
    try {
      while (this.#waiting.length) {
        this.told.textContent = "正在查找……";
        await this.#load();
        if (asked !== this.#asked) return;
      }
    } catch {
      this.told.textContent = "现在筛选不了，请看看网络，再试一次。";
      return;
    }
    this.#show();
  }

  async #load() {
    const [address] = this.#waiting;
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    const rows = await answer.json();
    if (this.#waiting[0] !== address) return;
    this.#waiting.shift();
    this.#rows.push(...rows);
  }

  #show() {
    const words = this.form.elements.q.value.trim().toLowerCase();
    const choices = [...this.form.querySelectorAll("select")].filter((select) => select.value);
    const matching = this.#rows.filter(
      ([, title, , , answers]) =>
        title.toLowerCase().includes(words) &&
        choices.every((select) => answers[select.dataset.place].includes(select.value)),
    );
    this.told.textContent = matching.length
      ? `共 ${matching.length} 条`
      : `没有符合的${this.dataset.what}，少选一项试试。`;
    this.list.replaceChildren(...matching.slice(0, this.#shown).map((row) => this.#row(row)));
    this.list.hidden = !matching.length;
    this.more.hidden = matching.length <= this.#shown;
    this.found.hidden = true;
  }

  #row([slug, title, side, note]) {
    const link = element("a", { className: "row-title", href: `${this.dataset.section}${slug}/` }, title);
    const words = element("p", { className: "note" }, ...note.map((word) => element("span", {}, word)));
    const row = element("li", { className: "row" }, element("div", { className: "row-text" }, link, words));
    if (side) row.append(element("span", { className: "row-side pay" }, side));
    return row;
  }
}

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

customElements.define("ruyi-filter", Filter);
