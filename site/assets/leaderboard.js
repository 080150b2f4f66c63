// 排行榜: asked anew each time it is shown.

const BOARD = `query ($of: LeaderboardOf!, $period: Period!, $after: String) {
  leaderboardShows
  leaderboard(of: $of, period: $period, first: 50, after: $after) {
    nodes { rank title url points } pageInfo { hasNextPage endCursor }
  }
}`;
const OF = { ORGANISATIONS: "党组织", BUILDINGS: "楼宇", AREAS: "片区", MEMBERS: "个人" };
const PERIODS = { MONTH: "本月", YEAR: "今年", ALL: "全部" };

let ask, make;

class Leaderboard extends HTMLElement {
  async connectedCallback() {
    ({ ask, make } = await import(this.dataset.ask));
    this.chosen = { of: "ORGANISATIONS", period: "MONTH" };
    this.lines = make("ol", { class: "board" });
    this.more = make("p", { class: "acts" });
    this.wrong = make("p", { class: "told wrong", role: "alert", hidden: true });
    await this.load();
    this.setAttribute("ready", "");
  }

  async load(after = null) {
    // Answers may come in another order: only the one to the newest question is shown.
    const asked = this.asked = Symbol();
    try {
      const { leaderboardShows, leaderboard } = await ask(BOARD, { ...this.chosen, after });
      if (asked !== this.asked) return;
      if (leaderboardShows === "OFF") return this.replaceChildren(make("p", { class: "empty" }, "排行榜没有开放。"));
      this.wrong.hidden = true;
      if (!this.form) this.begin(leaderboardShows);
      const shown = leaderboard.nodes.map((line) => this.line(line));
      if (after) this.lines.append(...shown);
      else this.lines.replaceChildren(...shown);
      this.empty.hidden = this.lines.children.length > 0;
      const { hasNextPage, endCursor } = leaderboard.pageInfo;
      this.more.replaceChildren(...(hasNextPage
        ? [make("button", { class: "button", type: "button", click: () => this.load(endCursor) }, "再看一些")]
        : []));
    } catch (error) {
      if (!this.isConnected || asked !== this.asked) return;
      if (!this.form) this.append(this.wrong);
      this.wrong.textContent = error.message;
      this.wrong.hidden = false;
    }
  }

  begin(shows) {
    const words = this.querySelector(".note");
    const of = Object.entries(OF).filter(([name]) => name !== "MEMBERS" || shows === "MEMBERS");
    this.form = make("form", { class: "board-form", change: () => {
      const given = new FormData(this.form);
      this.chosen = { of: given.get("of"), period: given.get("period") };
      // What stands under another choice is no longer true of this one.
      this.lines.replaceChildren();
      this.more.replaceChildren();
      this.empty.hidden = true;
      this.load();
    } }, choices("of", "看谁", of, this.chosen.of), choices("period", "时间", Object.entries(PERIODS), this.chosen.period));
    this.empty = make("p", { class: "empty", hidden: true }, "这段时间还没有上榜的。");
    this.replaceChildren(words, this.form, make("div", { role: "region", "aria-live": "polite", "aria-label": "名次" }, this.lines, this.empty), this.wrong, this.more,
      make("p", { class: "note" }, "不足 5 人的不列出，凑不满 5 人的零头也不计入楼宇和片区；积分相同的名次并列。"));
  }

  line({ rank, title, url, points }) {
    return make("li", { class: rank <= 3 ? `rank-${rank}` : null },
      make("span", { class: "rank", "aria-label": `第 ${rank} 名` }, String(rank)),
      url ? make("a", { href: url }, title) : make("span", {}, title),
      make("b", {}, `${points} 分`));
  }
}

function choices(name, legend, values, chosen) {
  return make("fieldset", {}, make("legend", { class: "aside" }, legend), values.map(([value, words]) =>
    make("label", {}, make("input", { type: "radio", name, value, checked: value === chosen }), make("span", {}, words))));
}

customElements.define("leader-board", Leaderboard);
