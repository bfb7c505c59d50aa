"use strict";

// ---- The start.

remember(withScript(document));
for (const text of $$("[data-draft]")) {
  const kept = sessionStorage.getItem(text.dataset.draft);
  if (kept && !text.value) text.value = kept;
  grow(text);
}
for (const one of $$(TALK)) one.scrollTop = one.scrollHeight;
showDialog();
if (location.search.includes("draft=")) {
  history.replaceState(null, "", location.pathname);
  const text = $("[data-composer=main] textarea");
  text?.focus();
  text?.setSelectionRange(text.value.length, text.value.length);
} else if (!$("#modal dialog")) {
  ($("[data-composer=thread] textarea") ?? $("[data-composer=main] textarea"))?.focus();
}
const stream = new EventSource(`/${document.body.dataset.user}/events`);
stream.addEventListener("message", refresh);
stream.addEventListener("open", refresh);
setInterval(refresh, 20_000); // the time on top
