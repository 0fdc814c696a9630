// The way past a limit on attempts: solves the challenge in the page, and sends the solution
// (accounts.sign_in.proof_of_work). Without TLS a browser has no crypto.subtle, and the form stays hidden.

import { solveChallenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/web/pbkdf2";

const GIVE_UP_MS = 5 * 60_000;

const form = document.querySelector("form[data-work]");
form.hidden = !globalThis.crypto?.subtle;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const [button, working] = [form.querySelector("button"), form.querySelector("[data-working]")];
  const problem = form.querySelector("[role=alert]");
  button.disabled = true;
  working.hidden = false;
  problem.hidden = true;
  const challenge = JSON.parse(document.getElementById("challenge").textContent);
  const solution = await solveChallenge({ challenge, deriveKey, timeout: GIVE_UP_MS });
  if (solution) {
    form.elements.solution.value = btoa(JSON.stringify({ challenge, solution }));
    form.submit();
  } else {
    button.disabled = false;
    working.hidden = true;
    problem.hidden = false;
  }
});
