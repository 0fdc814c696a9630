// Keeps the text that is typed on the first page until a lesson was made of it. One for each workspace
// and person; signing out forgets them all.

const PREFIX = "lectern:draft:";

function keep(form) {
  const key = PREFIX + form.dataset.draft;
  const text = form.elements.text;
  if (!text.value) {
    text.value = read(key)?.text ?? "";
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }
  text.addEventListener("input", () => write(key, { text: text.value }));
  form.addEventListener("submit", () => write(key, { text: text.value, sent: true }));
}

// The page of a lesson: what was sent has arrived. What was typed after that stays.
function arrived(name) {
  const key = PREFIX + name;
  if (read(key)?.sent) localStorage.removeItem(key);
}

function forget() {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  }
}

function read(key) {
  return JSON.parse(localStorage.getItem(key) ?? "null");
}

function write(key, draft) {
  localStorage.setItem(key, JSON.stringify(draft));
}

for (const form of document.querySelectorAll("[data-draft]")) keep(form);
for (const page of document.querySelectorAll("[data-draft-sent]")) arrived(page.dataset.draftSent);
for (const form of document.querySelectorAll("[data-forgets-drafts]")) {
  form.addEventListener("submit", forget);
}
