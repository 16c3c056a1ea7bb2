// Single keys in the verification queue. They can be switched off, and rest while somebody types.
const panel = document.getElementById("keys");
const box = document.getElementById("use-keys");
const NAME = "queue-keys";
const typing = "input, textarea, select, [contenteditable]";

panel.hidden = false;
box.checked = localStorage.getItem(NAME) !== "off";
box.addEventListener("change", () => localStorage.setItem(NAME, box.checked ? "on" : "off"));

const inWaiting = (selector) => document.querySelector(`[data-waits] ${selector}`);
const keys = {
  a: () => inWaiting("button[value=accepted]")?.click(),
  s: () => inWaiting("textarea")?.focus(),
  v: () => document.querySelector("form[data-form=v] textarea")?.focus(),
  n: () => document.querySelector("a[data-key=n]")?.click(),
};

document.addEventListener("keydown", (event) => {
  const plain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.repeat;
  const inField = event.target.matches(typing) && event.target !== box;
  const act = keys[event.key.toLowerCase()];
  if (!box.checked || !plain || inField || !act) return;
  event.preventDefault();
  act();
});
