// 我的积分: what one earned and for what, whether one is ranked, and one's certificates.

const MORE = `query ($after: String) { viewer { pointEntries(first: 20, after: $after) { ...lines } } }`;
const RANK = `mutation ($input: ShowInRankingInput!) { showInRanking(input: $input) {
  viewer { inRanking } problems { message } } }`;
const LINES = `fragment lines on PointEntryConnection {
  nodes { title rule amount reason day } pageInfo { hasNextPage endCursor } }`;

/** What of the viewer these cards take. */
export const EARNED = `points inRanking certificates { title day url fileUrl } pointEntries(first: 10) {
  nodes { title rule amount reason day } pageInfo { hasNextPage endCursor } }`;

/** The cards; `agreement` makes a text and its box, `shows` is what the leaderboard shows. */
export function earned(member, { ask, make, text, agreement, shows }) {
  return [points(member, ask, make, shows), ...ranking(member, { ask, make, text, agreement, shows }), ...certificates(member, make)];
}

function points({ points: sum, pointEntries }, ask, make, shows) {
  const lines = make("ul", { class: "lines", "data-points": true });
  const more = make("p", { class: "acts" });
  const add = ({ nodes, pageInfo }) => {
    lines.append(...nodes.map((entry) => line(entry, make)));
    more.replaceChildren(...(pageInfo.hasNextPage ? [make("button", { class: "button", type: "button", click: async () => {
      try {
        add((await ask(`${MORE} ${LINES}`, { after: pageInfo.endCursor })).viewer.pointEntries);
      } catch (error) {
        more.append(make("span", { role: "alert" }, error.message));
      }
    } }, "更早的")] : []));
  };
  add(pointEntries);
  return make("section", { class: "card", id: "points" },
    make("h2", {}, "我的积分"),
    make("p", { class: "who" }, `${sum} 分`),
    lines.children.length ? lines : make("p", {}, "学微党课、答题就能得积分。", make("a", { href: "/lessons/" }, "去看微党课")),
    more,
    make("p", { class: "other" }, make("a", { href: "/accounts/points/" }, "积分规则"), shows !== "OFF" && make("a", { href: "/leaderboard/" }, "排行榜")));
}

function line({ title, rule, amount, reason, day }, make) {
  return make("li", {},
    make("span", {}, title, make("small", {}, `${day} ${rule}${reason ? `：${reason}` : ""}`)),
    make("b", {}, amount > 0 ? `+${amount}` : String(amount)));
}

function ranking(member, { ask, make, text, agreement, shows }) {
  if (shows !== "MEMBERS" && !member.inRanking) return [];
  const card = make("section", { class: "card" });
  const wrong = make("p", { class: "told wrong", role: "alert", hidden: true });
  const act = async (input) => {
    try {
      const { viewer, problems } = (await ask(RANK, { input })).showInRanking;
      if (problems.length) throw new Error(problems.map(({ message }) => message).join(""));
      if (!viewer) return location.reload();
      draw(viewer.inRanking);
    } catch (error) {
      wrong.textContent = error.message;
      wrong.hidden = false;
    }
  };
  const draw = (shown) => {
    wrong.hidden = true;
    if (shown) {
      card.replaceChildren(make("h2", {}, "个人排行"), make("p", {}, "您在排行榜上显示为姓名的第一个字，例如 王*。"), wrong,
        make("p", { class: "acts" }, make("button", { class: "button", type: "button", click: () => act({ shown: false }) }, "退出个人排行")));
      return;
    }
    const tick = agreement(text);
    card.replaceChildren(make("h2", {}, "个人排行"), make("p", {}, "默认不参加。参加后排行榜上显示姓名的第一个字、积分和名次。"),
      make("form", { submit: (event) => {
        event.preventDefault();
        act({ shown: true, consentVersion: tick.version() });
      } }, tick.element, wrong, make("p", { class: "acts" }, make("button", { class: "button" }, "参加个人排行"))));
  };
  draw(member.inRanking);
  return [card];
}

function certificates({ certificates: all }, make) {
  if (!all.length) return [];
  return [make("section", { class: "card" }, make("h2", {}, "我的证书"),
    make("ul", { class: "lines" }, all.map(({ title, day, url, fileUrl }) => make("li", {},
      make("a", { href: fileUrl }, make("span", {}, title, make("small", {}, day)), make("b", {}, "打开")),
      make("a", { class: "verify", href: url }, "核验")))))];
}
