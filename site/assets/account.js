// A code can be sent again only after a while: the button says how long that still is.
for (const button of document.querySelectorAll("button[data-wait]")) {
  const words = button.textContent;
  const ready = Date.now() + Number(button.dataset.wait) * 1000;
  const show = () => {
    const left = Math.ceil((ready - Date.now()) / 1000);
    button.disabled = left > 0;
    button.textContent = left > 0 ? `${words}（${left} 秒）` : words;
    if (left > 0) setTimeout(show, 250);
  };
  show();
}
