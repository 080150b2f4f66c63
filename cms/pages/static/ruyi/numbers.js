// Who scrolls the form does not mean to change the number that was typed last.
document.addEventListener("wheel", ({ target }) => {
  if (target === document.activeElement && target.matches("input[type=number]")) target.blur();
});
