// Puts to a page's address what the browser can do with it: copy, hand on to another app, print.
class PageActs extends HTMLElement {
  connectedCallback() {
    const url = this.querySelector(".address").textContent;
    const told = this.querySelector("[role=status]");
    const offer = (name, able, act) => {
      const button = this.querySelector(`[name=${name}]`);
      button.hidden = !able;
      button.addEventListener("click", act);
    };
    offer("copy", navigator.clipboard, async () => {
      try {
        await navigator.clipboard.writeText(url);
        told.textContent = "已复制，可以粘贴给别人了。";
      } catch {
        told.textContent = "浏览器不让复制，请长按上面的网址自己复制。";
      }
    });
    offer("share", navigator.share, async () => {
      try {
        await navigator.share({ title: document.title, url });
      } catch (error) {
        // Thinking better of it is no failure.
        if (error.name !== "AbortError") told.textContent = "没有分享出去，请复制网址。";
      }
    });
    offer("print", window.print, () => window.print());
  }
}

customElements.define("page-acts", PageActs);
