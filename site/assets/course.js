// How far one is in a course, and its certificate.

const PROGRESS = `passed missing certificate { title url fileUrl day }`;
const STATE = `query ($course: ID!) { viewer { name course(id: $course) { ${PROGRESS} } } }`;
const CLAIM = `mutation ($input: ClaimCertificateInput!) { claimCertificate(input: $input) {
  certificate { title url fileUrl day } problems { message field } } }`;

let ask, make;

class CourseProgress extends HTMLElement {
  async connectedCallback() {
    ({ ask, make } = await import(this.dataset.ask));
    try {
      const { viewer } = await ask(STATE, { course: this.dataset.course });
      if (viewer?.course) this.show(viewer);
    } catch (error) {
      this.append(make("p", { class: "told wrong", role: "alert" }, error.message));
    }
    this.setAttribute("ready", "");
  }

  show({ name, course: { passed, missing, certificate } }) {
    for (const step of this.querySelectorAll("[data-lesson]")) {
      if (!passed.includes(step.dataset.lesson)) continue;
      step.classList.add("done");
      step.append(make("span", { class: "tag" }, "已合格"));
    }
    const counted = passed.length + missing.length;
    const ends = [...this.children].filter((child) => !child.matches("ol, .empty"));
    for (const child of ends) child.remove();
    if (!counted) return;
    this.append(make("p", { class: "score-line" }, `已合格 ${passed.length} 课，共 ${counted} 课`),
      make("progress", { max: counted, value: passed.length, "aria-label": "学习进度" }));
    if (certificate) this.certify(certificate);
    else if (!missing.length) this.claim(name);
    else this.append(make("p", { class: "note" }, "全部合格后可以领取课程证书。"));
  }

  claim(name) {
    const field = make("input", { id: "certificate-name", maxlength: 50, autocomplete: "name", required: true });
    const wrong = make("p", { class: "told wrong", role: "alert", hidden: true });
    const button = make("button", { class: "do button" }, "领取证书");
    const form = make("form", { submit: async (event) => {
      event.preventDefault();
      button.disabled = true;
      try {
        const { certificate, problems } = (await ask(CLAIM, {
          input: { course: this.dataset.course, name: name ?? field.value },
        })).claimCertificate;
        if (problems.length) throw new Error(problems.map(({ message }) => message).join(""));
        form.remove();
        this.certify(certificate, true);
      } catch (error) {
        wrong.textContent = error.message;
        wrong.hidden = false;
        button.disabled = false;
      }
    } },
    make("p", { class: "told" }, "全部合格，可以领取课程证书。"),
    name ? make("p", {}, `证书上的姓名：${name}`) : make("p", { class: "field" },
      make("label", { for: "certificate-name" }, "证书上的姓名"), field),
    wrong,
    make("p", { class: "acts" }, button));
    this.append(form);
  }

  certify({ url, fileUrl, day }, fresh) {
    const told = make("p", { class: "told", tabindex: -1 }, `${day} 已领取课程证书。`);
    this.append(told, make("p", { class: "acts" },
      make("a", { class: "do button", href: fileUrl }, "打开证书"),
      make("a", { class: "button", href: url }, "核验页面")));
    if (fresh) told.focus();
  }
}

customElements.define("course-progress", CourseProgress);
