// The versions that are kept of the lesson, and going back to one of them.

export function showVersions(page, { server, saving, messages, reopen }) {
  const panel = page.querySelector("#versions");
  const status = panel.querySelector("[role=status]");
  const list = panel.querySelector("ol");
  const row = panel.querySelector("template").content;
  const { lang } = document.documentElement;
  const time = new Intl.DateTimeFormat(lang, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: document.documentElement.dataset.timeZone,
  });

  panel.addEventListener("toggle", async () => {
    if (!panel.open) return;
    status.textContent = messages.loading;
    try {
      const versions = await server.versions();
      list.replaceChildren(...versions.map(rowOf));
      status.textContent = versions.length ? "" : messages.none;
    } catch {
      status.textContent = messages.failed;
    }
  });

  function rowOf(version, at) {
    const shown = row.cloneNode(true);
    const saved = new Date(version.updated_at * 1000);
    shown.querySelector("time").dateTime = saved.toISOString();
    shown.querySelector("time").textContent = time.format(saved);
    const lines = messages.lines.replace("{lines}", version.line_count);
    shown.querySelector("small").textContent = [version.author, lines].filter(Boolean).join(" · ");
    const button = shown.querySelector("button");
    if (at === 0) button?.remove(); // it is what the page shows
    button?.addEventListener("click", () => restore(version));
    return shown;
  }

  async function restore(version) {
    // What is typed and not saved yet becomes a version of its own first.
    await saving.flush();
    if (saving.state !== "saved") {
      status.textContent = messages.unsaved;
      return;
    }
    const { status: code, body } = await server.restore(version.id).catch(() => ({ body: {} }));
    if (code === 200) reopen();
    else status.textContent = body.error?.message ?? messages.failed;
  }
}
