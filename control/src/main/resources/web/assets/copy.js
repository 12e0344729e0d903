// Buttons that copy a text: <button data-copy="id-of-the-text" hidden>. Without scripts they stay hidden.
"use strict";
(() => {
  const say = (button, text) => {
    const usual = button.dataset.label ?? (button.dataset.label = button.textContent);
    button.textContent = text;
    clearTimeout(button.timer);
    button.timer = setTimeout(() => { button.textContent = usual; }, 2000);
  };

  // Where the clipboard is out of reach (plain http), the text is marked, so that one key copies it.
  const mark = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copy]");
    const source = button && document.getElementById(button.dataset.copy);
    if (!source) return;
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      say(button, "Copied");
    } catch {
      mark(source);
      say(button, document.execCommand("copy") ? "Copied" : "Marked");
    }
  });

  const reveal = () => {
    for (const button of document.querySelectorAll("button[data-copy][hidden]")) button.hidden = false;
  };
  reveal();
  document.addEventListener("live-updated", reveal);
})();
