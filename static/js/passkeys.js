// The browser's part of passkeys: a form with `data-passkey` makes one ("create") or uses one
// ("get"), puts what it says into its field `credential`, and is sent.
//
// What to ask the passkey stands in the page (#passkey-options) or at the address `data-options`.
// Forms are shown only where the browser knows passkeys.

const knows = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON);

async function optionsOf(form) {
  const address = form.dataset.options;
  if (!address) return JSON.parse(document.getElementById("passkey-options").textContent);
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return (await answer.json()).request_options;
}

function use(publicKey) {
  const asked = PublicKeyCredential.parseRequestOptionsFromJSON(publicKey);
  return navigator.credentials.get({ publicKey: asked });
}

function make(publicKey, alone) {
  const asked = PublicKeyCredential.parseCreationOptionsFromJSON(publicKey);
  if (alone) {
    // Only a key that lies on the device and asks for its person can replace the password.
    asked.authenticatorSelection = {
      ...asked.authenticatorSelection,
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    };
  }
  return navigator.credentials.create({ publicKey: asked });
}

async function send(form) {
  const { publicKey } = await optionsOf(form);
  const credential =
    form.dataset.passkey === "create"
      ? await make(publicKey, form.elements.passwordless?.checked)
      : await use(publicKey);
  form.elements.credential.value = JSON.stringify(credential.toJSON());
  form.submit();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.hidden = !knows;
  const problem = form.querySelector("[role=alert]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.hidden = true;
    try {
      await send(form);
    } catch {
      // The person has closed the browser's dialog, or has no such passkey here.
      problem.hidden = false;
    }
  });
}

for (const note of document.querySelectorAll("[data-passkey-none]")) note.hidden = knows;
