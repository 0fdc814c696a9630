// The form for a file: a file that is chosen or dropped is sent at once, and the page says how far.
// What was read of it comes back, and is sent as the form in place of the file.
import { dropFile } from "./drop_file.js";

export class FileForm {
  constructor(form, { Request = XMLHttpRequest } = {}) {
    this.form = form;
    this.Request = Request;
    const part = (name) => form.querySelector(`[data-file-${name}]`);
    this.says = part("progress");
    this.bar = part("bar");
    this.problem = part("problem");
    this.drop = dropFile(form.querySelector("[data-drop]"), () => form.requestSubmit());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
  }

  send() {
    const { sending, reading } = this.says.dataset;
    const request = new this.Request();
    this.begin();
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      this.bar.value = total ? (100 * loaded) / total : 0;
      this.says.textContent = sending.replace("{percent}", Math.round(this.bar.value));
    });
    request.upload.addEventListener("load", () => {
      this.bar.removeAttribute("value");
      this.says.textContent = reading;
    });
    request.addEventListener("load", () => this.answered(request));
    request.addEventListener("error", () => this.refuse(this.says.dataset.broken));
    request.open("POST", this.form.action);
    request.setRequestHeader("Accept", "application/json");
    request.send(new FormData(this.form));
  }

  answered(request) {
    const { script, problem } = parsed(request.responseText);
    if (request.status !== 200 || script === undefined) {
      this.refuse(problem ?? this.says.dataset.broken);
      return;
    }
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "script", value: script });
    this.form.append(field);
    this.form.querySelector("input[type=file]").disabled = true;
    this.form.submit();
  }

  begin() {
    this.problem.hidden = true;
    this.bar.hidden = false;
    this.form.querySelector("button").disabled = true;
  }

  /** As it was before a file was chosen. */
  reset() {
    this.says.textContent = "";
    this.bar.hidden = true;
    this.form.querySelector("input[name=script]")?.remove();
    this.form.querySelector("input[type=file]").disabled = false;
    this.form.querySelector("button").disabled = false;
    this.drop.clear();
  }

  refuse(why) {
    const name = this.form.querySelector("input[type=file]").files[0]?.name;
    this.reset();
    this.problem.textContent = name ? `${name}: ${why}` : why;
    this.problem.hidden = false;
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {}; // a proxy's page, or that of somebody who was signed out
  }
}

for (const form of document.querySelectorAll("[data-file-form]")) {
  const files = new FileForm(form);
  // After "back" the page is as it was left.
  window.addEventListener("pageshow", () => files.reset());
}
