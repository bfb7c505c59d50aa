// The page works without this file; with it nothing is loaded anew, and what others do is seen at once.
"use strict";

const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

// ---- What the server shows, part by part: only what has changed is replaced.

const TALK = ".messages:has([data-keyed])"; // it is read from its end
const known = new WeakMap(); // an element → the HTML it was made of

function remember(root) {
  for (const part of $$("[data-live]", root)) {
    known.set(part, part.innerHTML);
    if ("keyed" in part.dataset) for (const child of part.children) known.set(child, child.outerHTML);
  }
}

function withScript(page) { // what stands in for this file is not needed
  for (const one of $$("noscript", page)) one.remove();
  return page;
}

function apply(html) {
  const next = withScript(new DOMParser().parseFromString(html, "text/html"));
  const scrollers = $$(TALK).map((one) => [one, one.scrollHeight - one.scrollTop - one.clientHeight < 80, lastOf(one)]);
  for (const part of $$("[data-live]")) {
    const fresh = $(`[data-live="${part.dataset.live}"]`, next);
    if (!fresh || fresh.innerHTML === known.get(part)) continue;
    known.set(part, fresh.innerHTML);
    if ("keyed" in part.dataset) replaceChildren(part, fresh);
    else if (part.dataset.live !== "modal" || versionOf(part) !== versionOf(fresh)) replaceAll(part, fresh);
  }
  for (const [one, atEnd, last] of scrollers) if (atEnd || (pressed && lastOf(one) !== last)) showEnd(one);
  showDialog();
}

let pressed = false; // what one asked for is shown, wherever one reads
document.addEventListener("submit", () => { pressed = true; });
document.addEventListener("click", (event) => { pressed = Boolean(event.target.closest(".message button, .message select")); });

function lastOf(one) {
  return $$(".message", one).at(-1)?.dataset.key;
}

function showEnd(one) { // of a message that is longer than the window the beginning
  const last = $$(".message", one).at(-1);
  if (last && last.offsetHeight > one.clientHeight) last.scrollIntoView({ block: "start" });
  else one.scrollTop = one.scrollHeight;
}

function toEnd(form) {
  const messages = $(".messages", form.closest("section, aside"));
  messages.scrollTop = messages.scrollHeight;
}

function versionOf(part) { // of a form: what is being typed in it makes no other one
  const { view, version } = $("dialog", part)?.dataset ?? {};
  return `${view} ${version}`;
}

function replaceAll(part, fresh) {
  const old = part.contains(document.activeElement) ? document.activeElement : null;
  const place = old && pathTo(old), view = $("dialog", part)?.dataset.view, down = $(".fields-of", part)?.scrollTop;
  part.replaceChildren(...fresh.childNodes);
  showDialog();
  const same = view && view === $("dialog", part)?.dataset.view;
  if (same && !$("[aria-invalid=true]", part)) $(".fields-of", part).scrollTop = down;
  const now = place && $(place, part);
  if (!now || (now.matches("button") && $("[aria-invalid=true]", part))) return;
  now.focus({ preventScroll: same });
  if (same) keepTyping(old, now);
}

function keepTyping(old, now) { // the app may change a form while somebody types in it
  if (!old.matches("textarea, input[type=text]")) return;
  now.value = old.value;
  now.setSelectionRange(old.selectionStart, old.selectionEnd);
}

function replaceChildren(part, fresh) {
  const old = new Map([...part.children].map((child) => [child.dataset.key, child]));
  const children = [...fresh.children].map((child) => {
    const same = old.get(child.dataset.key);
    if (same && known.get(same) === child.outerHTML) return same;
    known.set(child, child.outerHTML);
    return child;
  });
  for (const gone of [...part.children]) if (!children.includes(gone)) gone.remove();
  children.forEach((child, place) => {
    if (part.children[place] !== child) part.insertBefore(child, part.children[place] ?? null);
  });
}

function pathTo(element) {
  const name = element.getAttribute("name"), value = element.getAttribute("value");
  if (element.id) return `#${CSS.escape(element.id)}`;
  if (name) return `[name="${CSS.escape(name)}"]${value ? `[value="${CSS.escape(value)}"]` : ""}`;
  const href = element.getAttribute("href");
  return href ? `[href="${CSS.escape(href)}"]` : null;
}

let asking = false, again = false;

async function refresh() {
  if (asking) { again = true; return; }
  asking = true;
  try {
    do {
      again = false;
      const answer = await fetch(location.pathname + location.search, { headers: { "X-Refresh": "1" } });
      if (answer.ok) apply(await answer.text());
    } while (again);
  } catch { /* the demo has ended, or is starting again: the stream below tells when it is back */ }
  asking = false;
}

// ---- Forms: sent in the background, once, however often they are pressed.

const sending = new Set();

async function send(form, body) {
  const what = `${form.action} ${body instanceof FormData ? "files" : body}`;
  if (sending.has(what)) return false;
  sending.add(what);
  form.classList.add("busy");
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Refresh": "1" } });
    if (answer.ok) apply(await answer.text());
    return answer.ok;
  } catch { return false; } finally {
    sending.delete(what);
    form.classList.remove("busy");
  }
}

function bodyOf(form, pressed) {
  const data = new FormData(form);
  if (pressed?.name) data.append(pressed.name, pressed.value);
  if (form.enctype === "multipart/form-data" && $("input[type=file]", form)?.files.length) return data;
  const plain = new URLSearchParams();
  for (const [name, value] of data) if (typeof value === "string") plain.append(name, value);
  return plain;
}

document.addEventListener("submit", async (event) => {
  const form = event.target, pressed = event.submitter;
  if (form.method === "dialog") return;
  event.preventDefault();
  if (pressed?.dataset.confirm && !(await confirmed(JSON.parse(pressed.dataset.confirm)))) return;
  clearTimeout(drafting);
  const text = form.dataset.composer && form.elements.text;
  const typed = text && text.value;
  if (text && !typed.trim() && !$("input[type=file]", form)?.files.length) return;
  const done = send(form, bodyOf(form, pressed));
  if (text) { text.value = ""; sessionStorage.removeItem(text.dataset.draft); grow(text); }
  const sent = await done;
  if (text) toEnd(form);
  if (text && !sent && !text.value) text.value = typed; // nothing that was typed is lost
  if (text && sent && form.elements.files) { form.elements.files.value = ""; $(".attached", form).textContent = ""; }
  if (text) text.focus();
});

document.addEventListener("change", (event) => {
  const field = event.target;
  if (field.dataset.control && field.value) {
    const form = field.form, body = bodyOf(form);
    body.append("control", field.dataset.control);
    send(form, body);
  }
  if (field.type === "file") $(".attached", field.form).textContent = [...field.files].map((one) => one.name).join(", ");
});

function confirmed(words) {
  const dialog = $("#confirm"), [no, yes] = $$("footer .button", dialog);
  $("h2", dialog).textContent = words.title;
  $("p", dialog).textContent = words.text;
  no.textContent = words.deny;
  yes.textContent = words.confirm;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
}

// ---- The form in front: over all else, its drafts kept.

let drafting;

function showDialog() {
  const dialog = $("#modal dialog");
  if (!dialog || dialog.matches(":modal")) return;
  dialog.close();
  dialog.showModal();
  ($("[aria-invalid=true]", dialog) ?? $(".field input, .field select, .field textarea", dialog) ?? $("h2", dialog)).focus();
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    $("button[value=close]", dialog).click();
  });
}

function keepDraft(field, wait) {
  const form = field.closest("#modal form");
  if (!form || !field.name?.startsWith("f:")) return;
  clearTimeout(drafting);
  drafting = setTimeout(() => {
    const body = bodyOf(form);
    body.append("changed", "dispatch" in field.dataset ? field.name.slice(2) : "");
    fetch(form.action.replace(/view$/, "draft"), { method: "POST", body, keepalive: body.toString().length < 60000 }).catch(() => {});
  }, wait);
}

document.addEventListener("input", (event) => {
  keepDraft(event.target, event.target.matches("select, [type=checkbox], [type=radio]") ? 0 : 300);
});

// ---- Tables sort, and suggestions stand ready to be sent.

document.addEventListener("click", (event) => {
  const sort = event.target.closest(".sort"), fill = event.target.closest("[data-fill]");
  if (sort) sortBy(sort.closest("th"));
  if (fill && $("[data-composer=main] textarea")) {
    event.preventDefault();
    const text = $("[data-composer=main] textarea");
    text.value = fill.dataset.fill;
    text.focus();
  }
});

function sortBy(head) {
  const table = head.closest("table"), column = [...head.parentNode.children].indexOf(head);
  const down = head.getAttribute("aria-sort") === "ascending";
  $$("th", table).forEach((one) => one.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const rows = [...table.tBodies[0].rows], of = (row) => row.cells[column];
  const numbers = rows.some((row) => of(row).dataset.sort);
  rows.sort((a, b) => {
    if (numbers && !(of(a).dataset.sort && of(b).dataset.sort)) return of(a).dataset.sort ? -1 : of(b).dataset.sort ? 1 : 0;
    const order = numbers ? of(a).dataset.sort - of(b).dataset.sort : of(a).textContent.localeCompare(of(b).textContent);
    return down ? -order : order;
  });
  table.tBodies[0].append(...rows);
}

document.addEventListener("load", (event) => { // a picture at the end pushes the end away
  const messages = event.target.closest?.(".messages");
  const below = messages && messages.scrollHeight - messages.scrollTop - messages.clientHeight;
  if (messages && below < event.target.clientHeight + 120) showEnd(messages);
}, true);
