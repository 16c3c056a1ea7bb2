// Copies what a field holds. Without JavaScript the field is there to be copied by hand.
document.querySelectorAll("[data-copy]").forEach((button) => {
  const field = document.getElementById(button.dataset.copy);
  const said = document.querySelector("[data-copied]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      said.textContent = "Copied.";
    } catch {
      // The browser keeps the clipboard to itself: the address is selected, to be copied by hand.
      said.textContent = "Your browser did not copy it. It is selected: copy it yourself.";
    }
  });
});
