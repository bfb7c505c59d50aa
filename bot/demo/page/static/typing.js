"use strict";

// ---- Typing: Enter sends, / lists the commands.

const commands = JSON.parse($("#commands").textContent);

function grow(text) {
  if (CSS.supports("field-sizing", "content")) return;
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight}px`;
}

function complete(text) {
  const list = $(".completions", text.form), typed = /^\/(\w*)$/.exec(text.value);
  const found = typed ? Object.keys(commands).filter((name) => name.startsWith(typed[1])) : [];
  list.replaceChildren(...found.map((name, place) => {
    const item = document.createElement("li");
    item.id = `${list.id}-${place}`;
    item.role = "option";
    item.dataset.name = name;
    item.setAttribute("aria-selected", place === 0);
    const strong = document.createElement("strong"), about = document.createElement("span");
    strong.textContent = `/${name}`;
    about.className = "small";
    about.textContent = `${commands[name].description} · ${commands[name].hint}`;
    item.append(strong, about);
    return item;
  }));
  list.hidden = !found.length;
  point(text, list);
}

function point(text, list) {
  const chosen = $("[aria-selected=true]", list);
  if (chosen && !list.hidden) text.setAttribute("aria-activedescendant", chosen.id);
  else text.removeAttribute("aria-activedescendant");
}

function choose(text, item) {
  text.value = `/${item.dataset.name} `;
  complete(text);
  text.focus();
}

document.addEventListener("input", (event) => {
  const text = event.target;
  if (!text.dataset.draft) return;
  sessionStorage.setItem(text.dataset.draft, text.value);
  grow(text);
  complete(text);
});

document.addEventListener("keydown", (event) => {
  const text = event.target;
  if (!text.dataset?.draft || event.isComposing) return;
  const list = $(".completions", text.form), items = [...list.children], at = items.findIndex((one) => one.ariaSelected === "true");
  if (!list.hidden && ["ArrowDown", "ArrowUp"].includes(event.key)) {
    event.preventDefault();
    const next = (at + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length;
    items.forEach((one, place) => one.setAttribute("aria-selected", place === next));
    point(text, list);
  } else if (!list.hidden && (event.key === "Tab" || (event.key === "Enter" && text.value !== `/${items[at].dataset.name}`))) {
    event.preventDefault();
    choose(text, items[at]);
  } else if (!list.hidden && event.key === "Escape") {
    list.hidden = true;
    point(text, list);
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    list.hidden = true;
    text.form.requestSubmit();
  }
});

document.addEventListener("mousedown", (event) => {
  const item = event.target.closest(".completions li");
  if (!item) return;
  event.preventDefault();
  choose($("textarea", item.closest("form")), item);
});
