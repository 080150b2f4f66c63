// Takes the HTML of what is pasted, which a text field would drop, and shows its words.
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
let pasted = Boolean(field.value);
zone.textContent = pasted ? "正文已经粘贴好了；再粘贴一次会替换它。" : "";

zone.addEventListener("paste", (event) => {
    event.preventDefault();
    const html = event.clipboardData.getData("text/html");
    const text = event.clipboardData.getData("text/plain");
    // Pictures inside the text itself would make it too long to send, and are not taken over.
    field.value = (html || text).replace(/\bsrc=(["'])data:[\s\S]*?\1/g, "");
    zone.textContent = text || new DOMParser().parseFromString(html, "text/html").body.textContent;
    pasted = true;
    if (field.value.length > field.maxLength) {
        field.value = "";
        zone.textContent = "内容太长，没有粘贴。请分成几篇，或先复制一部分。";
    }
});

// What was pasted is kept whole until it is deleted; what is typed instead is plain text.
zone.addEventListener("beforeinput", (event) => {
    if (!pasted) return;
    event.preventDefault();
    if (event.inputType.startsWith("delete")) {
        field.value = zone.textContent = "";
        pasted = false;
    }
});
zone.addEventListener("input", () => {
    field.value = zone.innerText;
});
