// The search page: finds words in the index that Pagefind made, and shows where they stand.

const SHOWN = 10;
const AROUND = 36;
const LONGEST = 5;

/** Opens the index on first use; a failure is forgotten, so that the next try may do better. */
let opened;
function open() {
  opened ??= load().catch((error) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

async function load() {
  const pagefind = await import("/pagefind/pagefind.js");
  // A worker would fetch the same code once more, for answers that take milliseconds.
  await pagefind.options({ noWorker: true });
  // Pagefind cuts what is asked in the page's language, and other than it cut the pages: 党建
  // falls apart. In no language it takes the words as they are given; `waysToCut` cuts them.
  const root = document.documentElement;
  const language = root.lang;
  root.lang = "und";
  const ready = pagefind.init();
  root.lang = language;
  await ready;
  await pagefind.filters();
  return pagefind;
}

/** What is asked, in runs of Chinese signs, no longer than a page's words, and in other words. */
function runsOf(asked) {
  const runs = asked.toLowerCase().match(/\p{Script=Han}+|[^\s\p{P}\p{S}\p{Script=Han}]+/gu) ?? [];
  return [...new Set(runs.flatMap((run) => (isHan(run) && [...run].length > LONGEST ? shorter(run) : [run])))];
}

function isHan(run) {
  return /\p{Script=Han}/u.test(run);
}

function shorter(run) {
  if (!Intl.Segmenter) return run.match(/..?/gu);
  const words = new Intl.Segmenter("zh", { granularity: "word" }).segment(run);
  return [...words].flatMap(({ segment }) => segment.match(/.{1,5}/gu));
}

/** Every way to cut a run into words: in one of them the pages' words were cut. */
function waysToCut(run) {
  const [first, ...rest] = run;
  if (!rest.length) return [run];
  return waysToCut(rest.join("")).flatMap((cut) => [`${first} ${cut}`, first + cut]);
}

/** The results that hold a run, by their ids, with a score. */
async function holding(pagefind, run) {
  if (!/\p{Script=Han}{2}/u.test(run)) return byId(await ask(pagefind, run));
  const found = new Map();
  let [most, best] = [0, run];
  // Few words before many, and no further once some are found: each asks for its part of the index.
  const ways = waysToCut(run).map((cut) => [cut, cut.split(" ").length]);
  ways.sort(([, few], [, many]) => few - many);
  let words = 0;
  for (const [cut, count] of ways) {
    if (most && count > words) break;
    words = count;
    const results = await ask(pagefind, `"${cut}"`);
    if (results.length > most) [most, best] = [results.length, cut];
    for (const result of results) found.set(result.id, result);
  }
  // A phrase is found or not; what it weighs on a page is known of its words.
  const weighed = most ? byId((await pagefind.search(best)).results) : new Map();
  return new Map([...found].map(([id, page]) => [id, { ...page, score: weighed.get(id)?.score ?? 0 }]));
}

/** The results of one question, each with its kind, which Pagefind tells only in sum. */
async function ask(pagefind, question) {
  const { totalFilters, results } = await pagefind.search(question);
  const kinds = new Map();
  for (const [kind, count] of Object.entries(totalFilters.kind ?? {})) {
    const these = count ? await pagefind.search(question, { filters: { kind } }) : { results: [] };
    for (const { id } of these.results) kinds.set(id, kind);
  }
  return results.map(({ id, score, data }) => ({ id, score, data, kind: kinds.get(id) }));
}

function byId(results) {
  return new Map(results.map((result) => [result.id, result]));
}

/** What holds all runs, the best first; failing that, what holds most of them, or their parts. */
async function find(pagefind, runs) {
  const pages = await holdingAny(pagefind, runs);
  const whole = pages.filter(({ held }) => held === runs.length);
  if (whole.length) return { pages: whole, runs, whole: true };
  const parts = [...new Set(runs.flatMap(halves))];
  const near = parts.length > runs.length ? await holdingAny(pagefind, parts) : pages;
  const most = Math.max(0, ...near.map(({ held }) => held));
  return { pages: near.filter(({ held }) => held === most), runs: parts, whole: false };
}

async function holdingAny(pagefind, runs) {
  const pages = new Map();
  for (const run of runs) {
    for (const page of (await holding(pagefind, run)).values()) {
      const { score = 0, held = 0 } = pages.get(page.id) ?? {};
      pages.set(page.id, { ...page, score: score + page.score, held: held + 1 });
    }
  }
  return [...pages.values()].sort((one, other) => other.score - one.score);
}

function halves(run) {
  const signs = [...run];
  if (signs.length < 4 || !isHan(run)) return [run];
  const middle = Math.ceil(signs.length / 2);
  return [signs.slice(0, middle).join(""), signs.slice(middle).join("")];
}

class SiteSearch extends HTMLElement {
  #turn = 0;
  #found = [];
  #pages = [];
  #runs = [];
  #kind = "";

  connectedCallback() {
    this.querySelector("[data-without]").remove();
    this.form = this.querySelector("form");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#kind = "";
      this.#go();
    });
    this.#part("more").addEventListener("click", () => this.#show());
    addEventListener("popstate", () => this.#read());
    this.#tellAge();
    // What somebody typed before this script was there is not taken away.
    if (!this.form.q.value) this.#read();
  }

  #part(name) {
    return this.querySelector(`[data-${name}]`);
  }

  /** Puts what is asked into the address, so that it can be shared and come back to. */
  #go() {
    const asked = new URLSearchParams({ q: this.form.q.value.trim() });
    if (this.#kind) asked.set("kind", this.#kind);
    history.pushState(null, "", `?${asked}`);
    this.#search();
  }

  #read() {
    const asked = new URLSearchParams(location.search);
    this.form.q.value = asked.get("q") ?? "";
    this.#kind = asked.get("kind") ?? "";
    this.#search();
  }

  async #search() {
    const turn = ++this.#turn;
    const asked = this.form.q.value.trim();
    const asking = runsOf(asked);
    this.#clear();
    if (!asking.length) return;
    this.#tell("正在搜索……");
    try {
      const { pages, runs, whole } = await find(await open(), asking);
      if (turn !== this.#turn) return;
      this.#runs = runs;
      this.#found = pages;
      await this.#showAll(asked, whole);
    } catch {
      if (turn === this.#turn) this.#tell("搜索暂时不可用，请从下面的栏目查找。");
    }
  }

  #clear() {
    this.#found = this.#pages = [];
    this.#part("results").replaceChildren();
    for (const name of ["results", "kinds", "more"]) this.#part(name).hidden = true;
    this.#tell("");
  }

  #tell(words) {
    this.#part("found").textContent = words;
  }

  async #showAll(asked, whole) {
    this.#pages = this.#found.filter(({ kind }) => !this.#kind || kind === this.#kind);
    const count = this.#pages.length;
    if (!count) this.#tell(`没有找到“${asked}”。换一个更短或更常见的词试试，或从下面的栏目查找。`);
    else if (whole) this.#tell(`找到 ${count} 条含有“${asked}”的内容`);
    else this.#tell(`没有与“${asked}”完全相同的内容，以下 ${count} 条比较接近`);
    this.#offerKinds();
    await this.#show();
  }

  #offerKinds() {
    const counts = new Map();
    for (const { kind } of this.#found) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    const kinds = [...counts].sort(([, one], [, other]) => other - one);
    const chips = [["", this.#found.length], ...kinds].map(([kind, count]) => this.#chip(kind, count));
    this.#part("kinds").hidden = kinds.length < 2 && !this.#kind;
    this.#part("kinds").replaceChildren(...chips);
  }

  #chip(kind, count) {
    const chip = make("button", "", `${kind || "全部"} ${count}`);
    chip.type = "button";
    chip.setAttribute("aria-pressed", String(kind === this.#kind));
    chip.addEventListener("click", () => {
      this.#kind = kind;
      this.#go();
    });
    return chip;
  }

  /** Shows some more; a page that changed or went since the index was made has none to show. */
  async #show() {
    const turn = this.#turn;
    const list = this.#part("results");
    const asked = this.#pages.length;
    let shown = 0;
    while (shown < SHOWN && this.#pages.length) {
      const read = this.#pages.splice(0, SHOWN - shown).map((page) => page.data().catch(() => null));
      const pages = (await Promise.all(read)).filter(Boolean);
      if (turn !== this.#turn) return;
      list.append(...pages.map((page) => row(page, this.#runs)));
      shown += pages.length;
    }
    list.hidden = !list.children.length;
    this.#part("more").hidden = !this.#pages.length;
    if (asked && list.hidden) this.#tell("这些内容刚刚有变动，请过几分钟再搜索。");
  }

  async #tellAge() {
    const answer = await fetch("/pagefind/made.json").catch(() => null);
    if (!answer?.ok) return;
    const at = new Date((await answer.json()).at);
    const form = { dateStyle: "long", timeStyle: "short", timeZone: "Asia/Shanghai", hour12: false };
    this.#part("age").textContent = `索引更新于 ${new Intl.DateTimeFormat("zh-CN", form).format(at)}`;
  }
}

function make(tag, className, ...inside) {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...inside);
  return element;
}

function row({ url, raw_content: content, meta }, runs) {
  const link = make("a", "row-title", ...marked(meta.title, runs));
  link.href = url;
  const note = make("p", "note", make("span", "", meta.kind), make("span", "", meta.date));
  const gist = make("p", "gist", ...marked(around(textOf(content, meta.title), runs), runs));
  return make("li", "row", make("div", "row-text", link, gist, note));
}

/** A page's text without its title; where a block of it ends, Pagefind put a stop. */
function textOf(content, title) {
  const text = content.replace(/\u200b/g, "").replace(/(?<![\w.])\s*\. /g, "　").trim();
  return text.startsWith(title) ? text.slice(title.length).replace(/^[\s.]+/, "") : text;
}

/** The stretch of a text round the first of the runs in it. */
function around(text, runs) {
  const places = runs.map((run) => text.toLowerCase().indexOf(run)).filter((place) => place >= 0);
  const start = Math.max(0, (places.length ? Math.min(...places) : 0) - AROUND);
  const stretch = text.slice(start, start + 4 * AROUND);
  return (start ? "……" : "") + stretch + (start + stretch.length < text.length ? "……" : "");
}

/** A text with the runs in it marked. */
function marked(text, runs) {
  const known = runs.map((run) => run.replace(/[^\p{L}\p{N}]/gu, "\\$&"));
  const parts = text.split(new RegExp(`(${known.join("|")})`, "giu"));
  return parts.map((part, place) => (place % 2 ? make("mark", "", part) : part));
}

customElements.define("site-search", SiteSearch);
