import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage } from "./page.js";

const window = openPage(`<form action="/import" data-file-form>
  <input type="hidden" name="folder" value="Grade 5">
  <label data-drop><span data-file-name>Drop it here</span><input type="file" name="file"></label>
  <p data-file-problem hidden></p>
  <p data-file-progress data-sending="Sent: {percent} %" data-reading="Reading" data-broken="Broken"></p>
  <progress data-file-bar hidden max="100"></progress><button>See</button></form>`);
globalThis.XMLHttpRequest = window.XMLHttpRequest;
globalThis.FormData = window.FormData;
const { FileForm } = await import("../../static/js/lesson_file.js");

function open() {
  const form = window.document.querySelector("form").cloneNode(true);
  window.document.body.replaceChildren(form);
  let submitted = 0;
  form.submit = () => {
    submitted += 1;
  };
  const requests = [];
  class Request extends window.EventTarget {
    upload = new window.EventTarget();
    headers = {};
    open(method, url) {
      requests.push(Object.assign(this, { method, url }));
    }
    setRequestHeader(name, value) {
      this.headers[name] = value;
    }
    send(body) {
      this.body = body;
    }
    answer(status, responseText) {
      Object.assign(this, { status, responseText });
      this.dispatchEvent(new window.Event("load"));
    }
  }
  const files = new FileForm(form, { Request });
  const part = (name) => form.querySelector(`[data-file-${name}]`);
  const send = () => {
    form.dispatchEvent(new window.Event("submit", { cancelable: true }));
    return requests.at(-1);
  };
  return { form, files, part, send, submitted: () => submitted };
}

test("the page says how much of the file is sent, and that it is read then", () => {
  const { form, part, send } = open();
  const request = send();
  assert.deepEqual([request.method, request.headers.Accept], ["POST", "application/json"]);
  assert.equal(form.querySelector("button").disabled, true);
  const progress = Object.assign(new window.Event("progress"), { loaded: 3, total: 4 });
  request.upload.dispatchEvent(progress);
  assert.equal(part("progress").textContent, "Sent: 75 %");
  assert.equal(part("bar").value, 75);
  request.upload.dispatchEvent(new window.Event("load"));
  assert.equal(part("progress").textContent, "Reading");
});

test("what was read is sent as the form, without the file", () => {
  const { form, send, submitted } = open();
  send().answer(200, '{"script": "{1}"}');
  assert.equal(submitted(), 1);
  assert.equal(form.querySelector("[name=script]").value, "{1}");
  assert.equal(form.querySelector("[type=file]").disabled, true);
});

test("a refusal is shown, and another file can be chosen", () => {
  const { form, part, send, submitted } = open();
  send().answer(422, '{"problem": "It is a picture."}');
  assert.equal(part("problem").textContent, "It is a picture.");
  assert.equal(part("problem").hidden, false);
  assert.equal(part("bar").hidden, true);
  assert.equal(form.querySelector("button").disabled, false);
  send().answer(502, "<html>Bad gateway</html>");
  assert.equal(part("problem").textContent, "Broken");
  assert.equal(submitted(), 0);
});

test("a lost connection is said", () => {
  const { part, send } = open();
  send().dispatchEvent(new window.Event("error"));
  assert.equal(part("problem").textContent, "Broken");
});
