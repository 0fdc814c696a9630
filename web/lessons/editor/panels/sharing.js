// Who may open the lesson and the folder it lies in: each is saved when it is chosen.

export function showSharing(page, server, messages) {
  const panel = page.querySelector("#sharing");
  if (!panel) return;
  const status = panel.querySelector("[role=status]");
  for (const field of panel.querySelectorAll("[data-settles]")) {
    let kept = field.value;
    field.addEventListener("change", async () => {
      const asked = { [field.dataset.settles]: field.value.trim() };
      const { status: code, body } = await server.settle(asked).catch(() => ({ body: {} }));
      if (code === 200) kept = field.value.trim();
      field.value = kept;
      status.textContent = code === 200 ? messages.kept : (body.error?.message ?? messages.failed);
    });
  }
}
