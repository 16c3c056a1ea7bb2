// Names after an “@”: offered below the field, by keyboard and to screen readers. Without this
// script a name is typed. The names come from the server once somebody begins one.
const MOST = 6;
const BEGUN = /(?:^|[^\p{L}\p{N}._%+\-@])@([\p{L}\p{N}\p{M}'’.()\- ]{0,60})$/u;

export function offerNames(area) {
  const list = document.createElement("ul");
  const said = document.createElement("p");
  list.id = `${area.id}-names`;
  list.classList.add("app-names");
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "People you can mention");
  list.hidden = true;
  said.className = "govuk-visually-hidden";
  said.setAttribute("role", "status");
  area.after(list, said);
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-haspopup", "listbox");
  area.setAttribute("aria-controls", list.id);

  let names = null;
  let chosen = -1;

  const begun = () => BEGUN.exec(area.value.slice(0, area.selectionStart))?.[1];

  const close = () => {
    list.hidden = true;
    chosen = -1;
    area.removeAttribute("aria-activedescendant");
  };

  const mark = (place) => {
    const options = [...list.children];
    chosen = (place + options.length) % options.length;
    options.forEach((option, each) => {
      option.setAttribute("aria-selected", String(each === chosen));
    });
    area.setAttribute("aria-activedescendant", options[chosen].id);
    options[chosen].scrollIntoView({ block: "nearest" });
  };

  const take = (name) => {
    const end = area.selectionStart;
    area.setRangeText(`${name} `, end - begun().length, end, "end");
    close();
    said.textContent = `${name} is mentioned.`;
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
    close();
  };

  const optionOf = (name, place) => {
    const option = document.createElement("li");
    option.id = `${list.id}-${place}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.textContent = name;
    option.addEventListener("mousedown", (event) => event.preventDefault());
    option.addEventListener("click", () => take(name));
    return option;
  };

  const show = async () => {
    if (begun() === undefined) return close();
    names ??= fetched(area.dataset.mentions);
    const known = await names;
    const start = begun();
    if (start === undefined) return close();
    const fitting = known.filter((name) => folded(name).startsWith(folded(start)));
    const isWhole = fitting.length === 1 && folded(fitting[0]) === folded(start);
    if (!fitting.length || isWhole) return close();
    list.replaceChildren(...fitting.slice(0, MOST).map(optionOf));
    chosen = -1;
    area.removeAttribute("aria-activedescendant");
    list.hidden = false;
    const many = fitting.length === 1 ? "1 name" : `${fitting.length} names`;
    said.textContent = `${many}. Choose with the arrow keys and Enter, or close with Escape.`;
  };

  area.addEventListener("input", show);
  area.addEventListener("blur", close);
  area.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") mark(chosen + 1);
    else if (event.key === "ArrowUp") mark(chosen < 0 ? -1 : chosen - 1);
    else if (event.key === "Enter" && chosen >= 0) take(list.children[chosen].textContent);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
}

// What cannot be had is not offered: the name can still be typed.
async function fetched(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    return answer.ok ? (await answer.json()).names : [];
  } catch {
    return [];
  }
}

function folded(text) {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/’/g, "'");
  return plain.replace(/\s+/g, " ").toLowerCase();
}

document.querySelectorAll("textarea[data-mentions]").forEach(offerNames);
