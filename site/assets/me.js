// 我的主页: who is signed in, where they belong, what they agreed to; and what they change of it.

const MEMBER = `
  name phone isStaff sessionCount badge
  membership { ...belonging }
  request { ...belonging }
  consents { purpose title version given at }`;
const BELONGING = `fragment belonging on Membership {
  state organisationTitle organisation { url } homeBranch askedAt words
}`;
const TEXTS = ["MEMBERSHIP", "BADGE", "RANKING"]
  .map((purpose) => `${purpose.toLowerCase()}: consentText(purpose: ${purpose}) { title version body }`)
  .join(" ");
const VIEWER = (earned) => `{ viewer { ${MEMBER} ${earned} } leaderboardShows ${TEXTS} } ${BELONGING}`;
const FIND = `query ($text: String!) {
  search(text: $text, first: 10, kinds: [ORGANISATION, BUILDING]) {
    nodes {
      __typename title
      ... on Organisation { id kind owner { title } }
      ... on Building { id }
    }
  }
}`;
const OF_BUILDING = `query ($building: ID!) {
  organisations(first: 20, building: $building) { nodes { id title kind owner { title } } }
}`;
const ONE = "query ($id: ID!) { node(id: $id) { id ... on Organisation { title kind owner { title } } } }";
const act = (name, type, given) => `mutation ${given ? `($input: ${type}!)` : ""} {
  ${name}${given ? "(input: $input)" : ""} { viewer { ${MEMBER} } problems { message field } }
} ${BELONGING}`;
const JOIN = act("joinOrganisation", "JoinOrganisationInput", true);
const BADGE = act("showBadge", "ShowBadgeInput", true);
const LEAVE = act("leaveOrganisation");
const WITHDRAW = act("withdrawConsent");
const KEPT = "me.join";
const ASKED = "me.asked";

let ask, make, EARNED, earned;

class MyPage extends HTMLElement {
  async connectedCallback() {
    // Kept from the first moment: who goes to sign in right away comes back without it.
    const asked = new URL(location).searchParams.get("join");
    if (asked) sessionStorage.setItem(ASKED, asked);
    ({ ask, make } = await import(this.dataset.ask));
    ({ EARNED, earned } = await import(this.dataset.points));
    try {
      const { viewer, leaderboardShows, membership, badge, ranking } = await ask(VIEWER(EARNED));
      this.texts = { membership, badge, ranking };
      this.setAttribute("ready", "");
      if (!viewer) return this.showTheWayIn();
      this.earned = earned(viewer, { ask, make, agreement, text: ranking, shows: leaderboardShows });
      this.show(viewer);
      if (location.hash) this.querySelector(`[id="${CSS.escape(location.hash.slice(1))}"]`)?.scrollIntoView();
      const wanted = sessionStorage.getItem(ASKED);
      sessionStorage.removeItem(ASKED);
      if (wanted) await this.askToJoin(wanted);
    } catch (error) {
      this.prepend(told(error.message, true));
    }
  }

  /** Back to here afterwards, and to the organisation whose code was scanned. */
  showTheWayIn() {
    const back = encodeURIComponent(location.pathname + location.search);
    this.querySelector(".do").href = `/accounts/login/?next=${back}`;
  }

  show(member) {
    this.member = member;
    this.replaceChildren(
      who(member),
      make("section", { class: "card", "data-organisation": true }, ...this.organisation()),
      ...this.badge(),
      ...this.earned,
      ...consents(member, () => this.act(WITHDRAW, "withdrawConsent", {}, "撤回后，您的姓名、报到和亮身份都会删除。确定撤回吗？")),
      links(member),
    );
  }

  organisation() {
    const { membership, request } = this.member;
    const parts = [make("h2", {}, "我的组织")];
    if (membership) {
      parts.push(
        make("p", {}, named(membership)),
        membership.homeBranch && make("p", { class: "note" }, `组织关系在：${membership.homeBranch}`),
      );
    }
    if (request?.state === "ASKED") {
      parts.push(
        make("p", {}, "已向 ", named(request), " 报到，等待党务工作者确认。"),
        this.button("撤回报到", () => this.act(LEAVE, "leaveOrganisation", {}, membership ? "会同时退出现在的组织。确定吗？" : "")),
      );
      return parts;
    }
    if (request?.words) {
      const said = request.state === "DECLINED" ? "没有通过您的报到" : "结束了您的成员关系";
      parts.push(told(`${request.organisationTitle} ${said}：${request.words}`, true));
    }
    if (membership) {
      parts.push(
        make("p", { class: "acts" },
          this.button("更换组织", () => this.askToJoin()),
          this.button("退出组织", () => this.act(LEAVE, "leaveOrganisation", {}, "退出后，今后的学习和活动不再记到这个组织。确定退出吗？"))),
      );
    } else {
      parts.push(
        make("p", {}, "在楼里工作的党员，可以向所在楼宇的党组织报到。"),
        make("p", { class: "acts" }, make("button", { class: "do", type: "button", click: () => this.askToJoin() }, "党员报到")),
      );
    }
    return parts;
  }

  button(words, click) {
    return make("button", { class: "button", type: "button", click }, words);
  }

  badge() {
    const { membership, badge, name } = this.member;
    if (!membership) return [];
    if (badge) {
      return [make("section", { class: "card badge" },
        make("p", { class: "badge-party" }, "中国共产党党员"),
        make("p", { class: "badge-name" }, `${[...name][0]}*`),
        make("p", {}, membership.organisationTitle),
        this.button("不再亮身份", () => this.act(BADGE, "showBadge", { input: { shown: false } })))];
    }
    const tick = agreement(this.texts.badge);
    return [make("section", { class: "card" },
      make("h2", {}, "亮身份"),
      make("p", {}, "在这里显示党员身份，出示给现场的人看。默认不显示。"),
      make("form", { submit: (event) => {
        event.preventDefault();
        this.act(BADGE, "showBadge", { input: { shown: true, consentVersion: tick.version() } });
      } }, tick.element, make("p", { class: "acts" }, make("button", { class: "button" }, "亮身份"))))];
  }

  /** The form: which organisation, who; what was typed outlives a reload. */
  async askToJoin(given) {
    const card = this.querySelector("[data-organisation]");
    const kept = { name: this.member.name ?? "", ...JSON.parse(sessionStorage.getItem(KEPT) ?? "{}") };
    const found = make("ul", { class: "lines", "data-found": true });
    const chosen = make("p", { class: "chosen", role: "status" });
    const tick = agreement(this.texts.membership);
    const field = (label, name, more = {}) => make("p", { class: "field" },
      make("label", { for: `join-${name}` }, label),
      make("input", { id: `join-${name}`, name, value: kept[name], ...more }));
    const search = make("input", { id: "join-search", type: "search", maxlength: 60, autocomplete: "off", enterkeyhint: "search" });
    const home = field("组织关系所在的党组织", "homeBranch", { maxlength: 100 });
    const floating = make("input", { type: "checkbox", name: "floating", change: () => { home.hidden = !floating.checked; } });
    floating.checked = Boolean(kept.homeBranch);
    home.hidden = !floating.checked;
    const keep = () => sessionStorage.setItem(KEPT, JSON.stringify({
      ...kept, name: form.elements.name.value, homeBranch: floating.checked ? form.elements.homeBranch.value : "",
    }));
    const choose = (organisation) => {
      kept.organisation = organisation;
      keep();
      found.replaceChildren();
      chosen.replaceChildren("报到的组织：", make("b", {}, organisation.title));
    };
    const look = async () => {
      const text = search.value.trim();
      if (!text) return;
      try {
        found.replaceChildren(...choices(await organisations(text), choose));
      } catch (error) {
        found.replaceChildren(make("li", {}, error.message));
      }
    };
    search.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      look();
    });
    const form = make("form", { input: keep, submit: (event) => {
      event.preventDefault();
      this.act(JOIN, "joinOrganisation", { input: {
        organisation: kept.organisation?.id ?? "",
        name: form.elements.name.value,
        homeBranch: floating.checked ? form.elements.homeBranch.value : null,
        consentVersion: tick.version(),
      } }).then((done) => done && sessionStorage.removeItem(KEPT));
    } },
    make("p", { class: "field" },
      make("label", { for: "join-search" }, "找组织：支部或楼宇的名称"),
      make("span", { class: "beside" }, search, make("button", { type: "button", click: look }, "查找"))),
    found, chosen,
    field("姓名", "name", { autocomplete: "name", maxlength: 50 }),
    make("p", { class: "field tick" }, make("label", {}, floating, make("span", {}, "我是流动党员，组织关系在别处"))),
    home, tick.element,
    make("p", { class: "acts" }, make("button", { class: "do" }, "提交报到"), this.button("取消", () => {
      sessionStorage.removeItem(KEPT);
      this.show(this.member);
    })));
    card.replaceChildren(make("h2", {}, "党员报到"), form);
    if (kept.organisation) choose(kept.organisation);
    if (given) {
      const { node } = await ask(ONE, { id: given });
      if (node?.title) choose(node);
    }
    if (!kept.organisation) search.focus();
  }

  /** Do it, and show what is so afterwards; a refusal is shown where one stands. */
  async act(query, name, variables, sure) {
    if (sure && !confirm(sure)) return false;
    this.querySelector(".told.wrong:not([data-kept])")?.remove();
    try {
      const { viewer, problems } = (await ask(query, variables))[name];
      if (problems.length) throw new Error(problems.map(({ message }) => message).join(""));
      if (!viewer) return location.reload();
      this.show(viewer);
      return true;
    } catch (error) {
      const at = this.querySelector("form .acts") ?? this.firstElementChild;
      at.before(told(error.message, true));
      return false;
    }
  }
}

function who({ name, phone }) {
  return make("section", { class: "card" },
    make("p", { class: "who" }, name ?? phone),
    name && make("p", { class: "note" }, phone));
}

function named({ organisation, organisationTitle }) {
  return organisation ? make("a", { href: organisation.url }, organisationTitle) : organisationTitle;
}

function told(words, wrong) {
  return make("p", { class: wrong ? "told wrong" : "told", role: wrong ? "alert" : "status" }, words);
}

/** A text, folded up, and its box, not ticked; `version()` is what was ticked, or null. */
function agreement({ title, version, body }) {
  const box = make("input", { type: "checkbox", name: "agree" });
  const blocks = body.split("\n\n").map((block) => {
    if (block.startsWith("## ")) return make("h3", {}, block.slice(3));
    if (!block.startsWith("- ")) return make("p", {}, block);
    return make("ul", {}, block.split("\n").map((line) => make("li", {}, line.slice(2))));
  });
  const element = make("div", {},
    make("details", {}, make("summary", {}, `看《${title}》`), make("div", { class: "prose agreed", tabindex: 0, role: "region", "aria-label": title }, blocks)),
    make("p", { class: "field tick" }, make("label", {}, box, make("span", {}, `我已看过并同意《${title}》`))));
  return { element, version: () => (box.checked ? version : null) };
}

async function organisations(text) {
  const { nodes } = (await ask(FIND, { text })).search;
  const found = [];
  for (const node of nodes) {
    if (node.__typename === "Organisation") found.push(node);
    else found.push(...(await ask(OF_BUILDING, { building: node.id })).organisations.nodes);
  }
  const seen = new Set();
  return found.filter(({ id, kind }) => kind !== "PARTNER" && !seen.has(id) && seen.add(id)).slice(0, 20);
}

function choices(found, choose) {
  if (!found.length) return [make("li", {}, "没有找到。换一个名称试试，或问一问物业、楼宇专管员。")];
  return found.map((organisation) => make("li", {},
    make("span", {}, organisation.title, make("small", {}, organisation.owner.title)),
    make("button", { type: "button", click: () => choose(organisation) }, "选它")));
}

function consents({ consents: lines }, withdraw) {
  if (!lines.length) return [];
  const last = lines.find(({ purpose }) => purpose === "MEMBERSHIP");
  return [make("section", { class: "card" },
    make("h2", {}, "我同意过的"),
    make("ul", { class: "lines" }, lines.map(({ title, version, given, at }) => make("li", {},
      make("span", {}, `${title}（第 ${version} 版）`, make("small", {}, `${at.slice(0, 10)} ${given ? "同意" : "撤回"}`))))),
    last?.given && make("p", { class: "acts" }, make("button", { class: "button", type: "button", click: withdraw }, "撤回对党员信息的同意")))];
}

function links({ isStaff, sessionCount }) {
  const link = (href, words, more = "") => make("li", {}, make("a", { href }, make("span", {}, words), make("b", {}, more)));
  return make("ul", { class: "card lines" },
    link("/accounts/", "账号与安全"),
    link("/accounts/sessions/", "登录的设备", `${sessionCount} 台`),
    link("/accounts/export/", "导出我的资料"),
    isStaff && link("/admin/", "管理后台"),
    link("/accounts/erase/", "注销账号"));
}

customElements.define("my-page", MyPage);
