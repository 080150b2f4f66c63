// Takes the HTML of what is pasted, which a text field would drop, and shows what will be kept of it.
const field = document.querySelector("[data-paste]");
const zone = document.createElement("div");
zone.className = "exchange-paste";
zone.tabIndex = 0;
zone.contentEditable = "true";
zone.setAttribute("role", "textbox");
zone.setAttribute("aria-multiline", "true");
zone.setAttribute("aria-label", "正文：在这里粘贴");
field.before(zone);
field.hidden = true;
let pasted = false;

const clear = (words) => {
    field.value = "";
    zone.textContent = words;
    zone.classList.remove("exchange-shown");
    pasted = false;
};

// The server cleans it, as it will when the draft is made; it answers with nothing but plain markup.
const show = async (words) => {
    pasted = true;
    zone.textContent = words;
    zone.classList.remove("exchange-shown");
    const shown = field.value;
    const body = new FormData(field.form);
    const answer = await fetch(field.form.dataset.shown, { method: "POST", body }).catch(() => null);
    // Something else may have been pasted meanwhile. What cannot be shown is kept all the same.
    if (field.value !== shown || !answer?.ok) return;
    const clean = new DOMParser().parseFromString(await answer.text(), "text/html").body;
    zone.replaceChildren(...clean.childNodes);
    zone.classList.add("exchange-shown");
    if (!zone.textContent) clear("这里面没有文字，没有粘贴。");
};

if (field.value) show("正文已经粘贴好了；再粘贴一次会替换它。");

zone.addEventListener("paste", (event) => {
    event.preventDefault();
    const html = event.clipboardData.getData("text/html");
    const text = event.clipboardData.getData("text/plain");
    // Pictures inside the text itself would make it too long to send, and are not taken over.
    field.value = (html || text).replace(/\bsrc=(["'])data:[\s\S]*?\1/g, "");
    if (field.value.length > field.maxLength) {
        clear("内容太长，没有粘贴。请分成几篇，或先复制一部分。");
    } else {
        show(text || new DOMParser().parseFromString(html, "text/html").body.textContent);
    }
});

// What was pasted is kept whole until it is deleted; what is typed instead is plain text.
zone.addEventListener("beforeinput", (event) => {
    if (!pasted) return;
    event.preventDefault();
    if (event.inputType.startsWith("delete")) clear("");
});
zone.addEventListener("input", () => {
    field.value = zone.innerText;
});
