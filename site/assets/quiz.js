// 答题: a lesson's quiz, one question at a time. Each answer is saved when it is given; what the
// network would not take waits on this device until it does.

const ATTEMPT = `
  id state number secondsLeft passPercent scorePercent passed pointsEarned
  questions { id text kind picture { alt width height sources { url width mime } } options { id text } }
  answers { question options }
  review { question right percent explanation }`;
const STATE = `query ($quiz: ID!) { viewer { quiz(id: $quiz) {
  attempt { ${ATTEMPT} }
  past { id scorePercent passed }
  bestPercent passed attemptsLeft whyNot { message }
} } }`;
const PAST = `query ($id: ID!) { viewer { attempt(id: $id) { ${ATTEMPT} } } }`;
const START = `mutation ($input: StartQuizInput!) { startQuiz(input: $input) {
  attempt { ${ATTEMPT} } problems { message } } }`;
const LEFT = `query ($id: ID!) { viewer { attempt(id: $id) { secondsLeft } } }`;
const SAVE = `mutation ($input: SaveAnswerInput!) { saveAnswer(input: $input) {
  attempt { id } problems { code message } } }`;
const FINISH = `mutation ($input: FinishQuizInput!) { finishQuiz(input: $input) {
  attempt { ${ATTEMPT} } problems { code message } } }`;
const KINDS = { SINGLE: "单选题", MULTIPLE: "多选题，可选几个", TRUE_FALSE: "判断题" };
// How long to wait before what failed is tried again, in seconds.
const RETRIES = [2, 5, 10, 20];
// More questions than this, and their numbers are folded away.
const MANY = 15;
// By how many milliseconds two clocks may part before the server is asked for the time.
const APART = 2000;
const WARNINGS = new Map([[300, "还有 5 分钟。"], [60, "还有 1 分钟。"]]);

let Away, Busy, ask, make;

class LessonQuiz extends HTMLElement {
  async connectedCallback() {
    this.outline = [...this.children].filter(({ localName }) => localName === "dl");
    ({ Away, Busy, ask, make } = await import(this.dataset.ask));
    addEventListener("online", () => this.flush());
    try {
      await this.load();
    } catch (error) {
      this.append(make("p", { class: "told wrong", role: "alert" }, error.message));
    }
    this.setAttribute("ready", "");
  }

  /** Show where the viewer stands, below what they are told; who is not signed in keeps what was printed. */
  async load(told) {
    const { viewer } = await ask(STATE, { quiz: this.dataset.quiz });
    if (!viewer) return this.attempt && this.signInAgain();
    this.stop();
    this.state = viewer.quiz;
    for (const { id } of viewer.quiz?.past ?? []) keep(id, []);
    if (!viewer.quiz) this.replaceChildren(make("p", {}, "这个答题已经撤下。"));
    else if (viewer.quiz.attempt) this.take(viewer.quiz.attempt);
    else this.introduce();
    if (!told) return;
    this.prepend(told);
    told.focus();
  }

  introduce(wrong) {
    const { past, bestPercent, passed, attemptsLeft, whyNot } = this.state;
    const facts = [
      bestPercent !== null && `最好成绩 ${bestPercent} 分${passed ? "，已合格" : "，还没有合格"}`,
      attemptsLeft !== null && !whyNot && `还可以答 ${attemptsLeft} 次`,
    ].filter(Boolean);
    this.replaceChildren(
      ...this.outline,
      ...(facts.length ? [make("p", { class: "score-line" }, facts.join("；"))] : []),
      ...(whyNot ? [make("p", { class: "told" }, whyNot.message)] : []),
      ...(wrong ? [make("p", { class: "told wrong", role: "alert" }, wrong)] : []),
      make("p", { class: "acts" },
        !whyNot && make("button", { class: "do button", type: "button", click: () => this.start() }, past.length ? "再答一次" : "开始答题"),
        past.length > 0 && make("button", { class: "button", type: "button", click: () => this.look(past[0].id) }, "看上次的结果")),
    );
  }

  async start() {
    // Kept until it is answered: who presses twice, or again after a failure, begins once.
    this.key ??= newKey();
    try {
      const { attempt, problems } = (await ask(START, {
        input: { quiz: this.dataset.quiz, idempotencyKey: this.key },
      })).startQuiz;
      this.key = null;
      if (problems.length) {
        return await this.load(warning(said(problems)));
      }
      this.take(attempt);
      this.parentElement.scrollIntoView({ block: "start" });
      this.querySelector("legend")?.focus({ preventScroll: true });
    } catch (error) {
      this.introduce(error.message);
    }
  }

  async look(id) {
    try {
      const { viewer } = await ask(PAST, { id });
      if (viewer?.attempt) return this.result(viewer.attempt);
      if (viewer) return await this.load();
      this.introduce("登录已过期，请刷新页面重新登录。");
    } catch (error) {
      this.introduce(error.message);
    }
  }

  take(attempt) {
    this.attempt = attempt;
    this.answers = new Map(attempt.answers.map(({ question, options }) => [question, options]));
    this.waiting = kept(attempt.id);
    for (const { question, options } of this.waiting) this.answers.set(question, options);
    const first = attempt.questions.findIndex(({ id }) => !this.answers.get(id)?.length);
    this.at = first === -1 ? attempt.questions.length - 1 : first;
    this.handingIn = false;
    this.failed = 0;
    this.frame();
    this.show();
    this.reckon(attempt.secondsLeft);
    // Not at once: it may be a flush that came upon this attempt.
    this.later = setTimeout(() => this.flush());
  }

  /** What stays while questions come and go: where one is, the time, whether all is saved. */
  frame() {
    this.clock = make("span", { class: "clock", role: "timer" });
    this.spoken = make("span", { class: "aside", role: "status" });
    this.saved = make("p", { class: "saved", role: "status", tabindex: -1 });
    this.marks = make("ol", { class: "marks" });
    this.tally = make("summary");
    this.numbers = make("nav", { "aria-label": "题号" },
      this.attempt.questions.length > MANY ? make("details", {}, this.tally, this.marks) : this.marks);
    this.place = make("form", { class: "question", submit: (event) => event.preventDefault() });
    this.replaceChildren(
      make("div", { class: "quiz-head" }, this.numbers, this.clock, this.spoken), this.place, this.saved);
  }

  show(focus) {
    const { questions } = this.attempt;
    const question = questions[this.at];
    const chosen = this.answers.get(question.id) ?? [];
    const type = question.kind === "MULTIPLE" ? "checkbox" : "radio";
    const legend = make("legend", { tabindex: -1 },
      make("small", {}, `第 ${this.at + 1} 题，共 ${questions.length} 题　${KINDS[question.kind]}`),
      make("span", { class: "question-text" }, question.text));
    const options = question.options.map(({ id, text }) => make("label", { class: "option" },
      make("input", { type, name: "option", value: id, checked: chosen.includes(id), change: () => this.choose(question) }),
      make("span", {}, text)));
    const last = this.at === questions.length - 1;
    this.place.replaceChildren(...[
      make("fieldset", {}, legend, question.picture && pictured(question.picture), ...options),
      make("p", { class: "acts" },
        this.at > 0 && this.button("上一题", () => this.go(this.at - 1)),
        !last && this.button("下一题", () => this.go(this.at + 1), "do button"),
        last && this.button("交卷", () => this.askToHandIn(), "do button")),
      !last && make("p", { class: "early" }, this.button("交卷", () => this.askToHandIn(), "quiet")),
    ].filter(Boolean));
    this.mark();
    if (focus) legend.focus();
    // Who looks at a question again is not handing in.
    if (!this.handingIn) return;
    this.handingIn = false;
    this.flush();
  }

  /** The numbers, as they stand. */
  mark() {
    const { questions } = this.attempt;
    const left = this.left();
    this.tally.textContent = `题号　已答 ${questions.length - left.length}/${questions.length}`;
    this.marks.replaceChildren(...questions.map((question, number) => make("li", {},
      make("button", {
        type: "button",
        class: left.includes(question) ? "mark" : "mark done",
        "aria-label": `第 ${number + 1} 题${left.includes(question) ? "" : "，已答"}`,
        "aria-current": number === this.at ? "step" : null,
        click: () => this.go(number),
      }, String(number + 1)))));
  }

  /** The questions that are not answered. */
  left() {
    return this.attempt.questions.filter(({ id }) => !this.answers.get(id)?.length);
  }

  button(words, click, kind = "button") {
    return make("button", { class: kind, type: "button", click }, words);
  }

  go(number) {
    this.at = number;
    this.numbers.firstChild.removeAttribute("open");
    this.show(true);
  }

  choose({ id }) {
    const options = [...this.place.querySelectorAll("input:checked")].map(({ value }) => value);
    this.answers.set(id, options);
    this.mark();
    this.waiting = this.waiting.filter(({ question }) => question !== id);
    this.waiting.push({ question: id, options, idempotencyKey: newKey() });
    keep(this.attempt.id, this.waiting);
    this.flush();
  }

  /** Send what waits, one after the other, in the order it was given. */
  async flush() {
    if (this.sending || !this.attempt) return;
    this.sending = true;
    clearTimeout(this.later);
    const { id } = this.attempt;
    try {
      while (this.waiting.length || this.mustAsk()) {
        if (this.mustAsk()) {
          await this.askTime();
          continue;
        }
        this.say("正在保存…");
        const [input] = this.waiting;
        const { problems } = (await ask(SAVE, { input })).saveAnswer;
        const code = problems[0]?.code;
        if (code === "NOT_SIGNED_IN") return this.signInAgain();
        if (code === "ATTEMPT_NOT_FOUND") return await this.notTheirs();
        const over = ["TIME_OVER", "ATTEMPT_OVER"].includes(code);
        this.waiting = over ? [] : this.waiting.filter((each) => each !== input);
        keep(id, this.waiting);
        if (over) this.close(said(problems));
        else if (code) return await this.load(warning(said(problems)));
      }
      if (this.handingIn) return await this.handIn();
      this.failed = 0;
      this.say(this.answers.size ? "已保存" : "");
    } catch (error) {
      if (error instanceof Away) this.wait(error);
      else this.say(error.message, true, this.again());
    } finally {
      this.sending = false;
    }
  }

  /** It did not get through: say so, and try again by oneself. */
  wait(error) {
    const [why, then] = error instanceof Busy ? ["服务器忙", "过一会儿"] : ["网络断了", "连上后"];
    const where = this.waiting.length ? "，答案都在这部手机上" : "";
    const save = this.waiting.length ? "保存并" : "";
    this.say(this.handingIn
      ? `${why}${where}。请不要关闭页面，${then}自动${save}交卷。`
      : `${why}${where}，可以接着答，${then}自动保存。`, true, this.again());
    const seconds = RETRIES[Math.min(this.failed++, RETRIES.length - 1)];
    this.later = setTimeout(() => this.flush(), seconds * 1000);
  }

  signInAgain() {
    const back = encodeURIComponent(`${location.pathname}#quiz`);
    this.say("登录已过期。重新登录后接着答，答案都还在。", true,
      make("a", { href: `/accounts/login/?next=${back}` }, "重新登录"));
  }

  /** The way on for who would not wait. */
  again() {
    return this.button(this.handingIn ? "再交一次" : "重试", () => {
      this.saved.focus();
      this.flush();
    });
  }

  say(words, wrong = false, ...ways) {
    if (this.saved.firstChild?.textContent === words) return;
    this.saved.replaceChildren(words, ...ways);
    this.saved.classList.toggle("wrong", wrong);
  }

  askToHandIn() {
    const left = this.left();
    const words = make("p", { class: "told", tabindex: -1 },
      left.length ? `还有 ${left.length} 题没有答。交卷后不能再改。` : "交卷后不能再改。");
    this.place.replaceChildren(words, make("p", { class: "acts" },
      this.button("继续答题", () => {
        if (left.length) this.at = this.attempt.questions.indexOf(left[0]);
        this.show(true);
      }),
      this.button("确定交卷", () => {
        this.handingIn = true;
        this.flush();
      }, "do button")));
    words.focus();
  }

  async handIn() {
    this.say("正在交卷…");
    const { attempt, problems } = (await ask(FINISH, { input: { attempt: this.attempt.id } })).finishQuiz;
    if (problems.some(({ code }) => code === "NOT_SIGNED_IN")) return this.signInAgain();
    if (!attempt) return this.notTheirs();
    this.end(attempt);
  }

  /** Nothing can be answered any more: what is left is the score. */
  close(words) {
    this.handingIn = true;
    this.numbers.remove();
    this.place.replaceChildren(make("p", { class: "told" }, words));
  }

  /** Somebody else has signed in here, or it was annulled. What is kept waits for its owner. */
  async notTheirs() {
    await this.load(warning("这次答题不是现在登录的账号的，或者已经作废。",
      this.waiting.length > 0 && "没有存上的答案还留在这部手机上，换回原来的账号就能接着存。"));
  }

  end(attempt) {
    this.stop();
    keep(attempt.id, []);
    this.result(attempt, true);
  }

  stop() {
    this.attempt = null;
    clearTimeout(this.later);
    clearTimeout(this.next);
  }

  /** Count from what the server says is left. */
  reckon(secondsLeft) {
    this.ends = secondsLeft === null ? null : performance.now() + secondsLeft * 1000;
    this.apart = Date.now() - performance.now();
    this.slept = false;
    this.tick();
  }

  /** Whether what is left of the time is in doubt, and matters. */
  mustAsk() {
    return this.slept && !this.handingIn;
  }

  async askTime() {
    const { viewer } = await ask(LEFT, { id: this.attempt.id });
    // Whoever is somebody else by now, or nobody, learns so when they answer.
    this.apart = Date.now() - performance.now();
    this.slept = false;
    if (viewer?.attempt) this.reckon(viewer.attempt.secondsLeft);
  }

  tick() {
    clearTimeout(this.next);
    if (this.ends === null || !this.attempt) return;
    // The one clock may stand still while a phone sleeps, the other can be set: when they part,
    // the server knows.
    if (Math.abs(Date.now() - performance.now() - this.apart) > APART && !this.slept) {
      this.slept = true;
      this.flush();
    }
    const left = Math.max(0, Math.ceil((this.ends - performance.now()) / 1000));
    const minutes = Math.floor(left / 60);
    this.clock.textContent = `剩余 ${minutes}:${String(left % 60).padStart(2, "0")}`;
    this.clock.classList.toggle("soon", left <= 60);
    if (WARNINGS.has(left)) this.spoken.textContent = WARNINGS.get(left);
    if (!left) {
      this.close("时间到了，正在交卷。");
      this.flush();
      return;
    }
    this.next = setTimeout(() => this.tick(), 500);
  }

  result(attempt, fresh) {
    const { state, scorePercent, passed, passPercent, pointsEarned, review } = attempt;
    const head = make("div", { class: passed ? "result passed" : "result", tabindex: -1 },
      make("p", { class: "score" }, make("b", {}, String(scorePercent)), " 分"),
      make("p", {}, passed ? "合格" : `没有合格，${passPercent} 分合格`),
      state === "EXPIRED" && make("p", {}, "时间到了，按到时保存的答案计分。"),
      make("p", {}, pointsEarned ? `记 ${pointsEarned} 积分` : "这次没有增加积分",
        " ", make("a", { href: "/me/#points" }, "我的积分")));
    this.replaceChildren(head, ...(review?.length ? reviewed(attempt) : [
      make("p", { class: "note" }, "答案和解析暂不公布。"),
    ]), make("p", { class: "acts" }, this.button("返回", () => this.load().catch((error) => this.introduce(error.message)), "do button")));
    if (fresh) head.focus();
  }
}

/** Each question with what was answered and, where it is told, what is right. */
function reviewed({ questions, answers, review }) {
  const answered = new Map(answers.map(({ question, options }) => [question, options]));
  const told = new Map(review.map((each) => [each.question, each]));
  return [make("ol", { class: "review" }, questions.map(({ id, text, options, picture }) => {
    const { right, percent, explanation } = told.get(id) ?? { right: [] };
    const chosen = answered.get(id) ?? [];
    return make("li", {},
      told.has(id) && make("p", { class: percent === 100 ? "verdict right" : "verdict" },
        percent === 100 ? "答对了" : percent ? `得一部分分（${percent}%）` : chosen.length ? "答错了" : "没有答"),
      make("p", { class: "question-text" }, text),
      picture && pictured(picture),
      make("ul", {}, options.map((option) => make("li", { class: right.includes(option.id) ? "right" : null },
        option.text,
        right.includes(option.id) && make("b", {}, "正确答案"),
        chosen.includes(option.id) && make("b", { class: "mine" }, "我的答案")))),
      explanation && make("p", { class: "why" }, make("b", {}, "解析　"), explanation),
      !told.has(id) && make("p", { class: "why" }, "这道题还用在别的答题里，答案暂不公布。"));
  }))];
}

function pictured({ alt, width, height, sources }) {
  const jpeg = sources.filter(({ mime }) => mime === "image/jpeg");
  return make("img", {
    alt, width, height,
    src: jpeg.at(-1)?.url,
    srcset: jpeg.map((source) => `${source.url} ${source.width}w`).join(", "),
    sizes: "(min-width: 46rem) 44rem, 100vw",
  });
}

const warning = (...words) => make("p", { class: "told wrong", role: "alert", tabindex: -1 }, ...words);
const said = (problems) => problems.map(({ message }) => message).join("");

function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What waits to be saved, on this device. */
function kept(attempt) {
  try {
    return JSON.parse(localStorage.getItem(`quiz.${attempt}`) ?? "[]");
  } catch {
    return [];
  }
}

function keep(attempt, waiting) {
  try {
    if (waiting.length) localStorage.setItem(`quiz.${attempt}`, JSON.stringify(waiting));
    else localStorage.removeItem(`quiz.${attempt}`);
  } catch {
    // A private window or a full store: it holds for this page.
  }
}

customElements.define("lesson-quiz", LessonQuiz);
