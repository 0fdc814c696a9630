// The links at which students listen to the lesson: made, copied and revoked.

export function showShareLinks(page, server, messages) {
  const panel = page.querySelector("#share-links");
  if (!panel) return;
  const status = panel.querySelector("[role=status]");
  const list = panel.querySelector("ul");
  const row = panel.querySelector("template").content.firstElementChild;
  const form = panel.querySelector("form");
  const date = new Intl.DateTimeFormat(document.documentElement.lang, {
    dateStyle: "medium",
    timeZone: document.documentElement.dataset.timeZone,
  });

  // Shows the links that are there after an act on the server; says why where it fails.
  async function show(act, said = "") {
    const { status: code, body } = await act().catch(() => ({ body: {} }));
    status.textContent = code === 200 ? said : (body.error?.message ?? messages.failed);
    if (code === 200) list.replaceChildren(...body.shares.map(rowOf));
    return code === 200;
  }

  panel.addEventListener("toggle", () => panel.open && show(() => server.shares()));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const password = form.elements.password.value;
    const wish = { days: Number(form.elements.days.value), ...(password && { password }) };
    if (await show(() => server.makeShare(wish), messages.made)) form.elements.password.value = "";
  });

  function rowOf(share) {
    const shown = row.cloneNode(true);
    const part = (name) => shown.querySelector(`[data-part=${name}]`);
    const until = date.format(new Date(share.expires_at * 1000));
    part("until").textContent = (share.expired ? messages.expired : messages.until).replace(
      "{date}",
      until,
    );
    const plays = messages.plays.replace("{count}", share.plays);
    part("plays").textContent = share.has_password ? `${plays} · ${messages.password}` : plays;
    for (const name of ["url", "frame"]) {
      part(name).value = share[name];
      part(name).addEventListener("focus", ({ target }) => target.select());
      const button = shown.querySelector(`[data-copy=${name}]`);
      button.addEventListener("click", () => copy(part(name)));
    }
    part("qr").src = share.qr;
    const revoke = shown.querySelector("[data-does=revoke]");
    revoke.addEventListener("click", () => show(() => server.revokeShare(share.id), messages.gone));
    return shown;
  }

  // Browsers offer the clipboard on secure pages alone; there the text is selected at least.
  async function copy(field) {
    field.select();
    await navigator.clipboard?.writeText(field.value);
    if (navigator.clipboard) status.textContent = messages.copied;
  }
}
