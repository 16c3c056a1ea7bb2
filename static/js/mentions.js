// Names after an “@”: offered at the line that is typed, by keyboard and to screen readers. Without
// this script a name is typed. The names come from the server once somebody begins one.
const MOST = 6;
const COPIED = ["font", "letterSpacing", "padding", "border", "boxSizing"];
const TAKING = ["Enter", "Tab"];
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
  area.parentElement.classList.add("app-names-around");
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

  const mark = (wanted) => {
    const options = [...list.children];
    chosen = (wanted + options.length) % options.length;
    options.forEach((option, each) => {
      option.setAttribute("aria-selected", String(each === chosen));
    });
    area.setAttribute("aria-activedescendant", options[chosen].id);
    list.scrollTop = options[chosen].offsetTop - list.clientHeight + options[chosen].offsetHeight;
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

  const optionOf = (name, number) => {
    const option = document.createElement("li");
    option.id = `${list.id}-${number}`;
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
    list.hidden = false;
    place(list, area);
    const many = fitting.length === 1 ? "1 name" : `${fitting.length} names`;
    if (start.trim()) {
      mark(0);
      said.textContent = `${many}. Tap one, or press Enter for ${fitting[0]}.`;
    } else {
      chosen = -1;
      area.removeAttribute("aria-activedescendant");
      said.textContent = `${many}. Tap one, or go on typing.`;
    }
  };

  area.addEventListener("input", show);
  area.addEventListener("blur", close);
  area.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") mark(chosen + 1);
    else if (event.key === "ArrowUp") mark(chosen < 0 ? -1 : chosen - 1);
    else if (TAKING.includes(event.key) && !event.shiftKey && chosen >= 0)
      take(list.children[chosen].textContent);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
}

// Beside the line that is typed: below it, or above where that has more room. On a phone the
// keyboard leaves but a part of the window.
function place(list, area) {
  const view = window.visualViewport;
  const line = lineOf(area);
  const above = line.top - view.offsetTop;
  const below = view.offsetTop + view.height - line.bottom;
  list.style.maxHeight = "";
  const isAbove = list.offsetHeight > below && above > below;
  list.style.maxHeight = `${Math.min(list.offsetHeight, Math.max(isAbove ? above : below, 0))}px`;
  const top = isAbove ? line.top - list.offsetHeight : line.bottom;
  list.style.top = `${top - area.parentElement.getBoundingClientRect().top}px`;
}

// Where the line with the cursor stands in the window: as in a copy of the field up to there.
function lineOf(area) {
  const copy = document.createElement("div");
  const style = getComputedStyle(area);
  for (const name of COPIED) copy.style[name] = style[name];
  Object.assign(copy.style, { position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap" });
  copy.style.overflowWrap = "break-word";
  copy.style.width = `${area.offsetWidth}px`;
  copy.textContent = area.value.slice(0, area.selectionStart);
  const cursor = copy.appendChild(document.createElement("span"));
  cursor.textContent = "@";
  area.after(copy);
  const box = area.getBoundingClientRect();
  const top = box.top + cursor.offsetTop - area.scrollTop;
  const height = cursor.offsetHeight;
  copy.remove();
  const inside = Math.min(Math.max(top, box.top), box.bottom - height);
  return { top: inside, bottom: inside + height };
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
