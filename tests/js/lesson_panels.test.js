import assert from "node:assert/strict";
import { test } from "node:test";
import { showSharing } from "../../web/lessons/editor/panels/sharing.js";
import { showVersions } from "../../web/lessons/editor/panels/versions.js";
import { openPage } from "./page.js";

const settled = () => new Promise((done) => setImmediate(done));
const messages = {
  kept: "Saved",
  failed: "Try again.",
  loading: "…",
  none: "None",
  lines: "{lines} lines",
  unsaved: "Not saved yet.",
};
const VERSIONS = [
  { id: "new", author: "Ms Lin", line_count: 3, updated_at: 1_795_392_600 },
  { id: "old", author: null, line_count: 2, updated_at: 1_795_392_000 },
];

function openVersions({ answer = { status: 200, body: {} }, state = "saved" } = {}) {
  const { document } = openPage(`<details id="versions"><p role="status"></p><ol></ol>
    <template><li><time></time><small></small><button></button></li></template></details>`);
  document.documentElement.lang = "en";
  const did = [];
  showVersions(document.body, {
    server: {
      versions: async () => VERSIONS,
      restore: async (id) => {
        did.push(`restore ${id}`);
        return answer;
      },
    },
    saving: { state, flush: async () => did.push("flush") },
    messages,
    reopen: () => did.push("reopen"),
  });
  const panel = document.querySelector("#versions");
  panel.open = true;
  panel.dispatchEvent(new document.defaultView.Event("toggle"));
  const says = () => panel.querySelector("[role=status]").textContent;
  return { panel, did, says };
}

test("versions are listed newest first; all but the present one can be restored", async () => {
  const { panel, did } = openVersions();
  await settled();
  const rows = [...panel.querySelectorAll("ol li")];
  assert.deepEqual(
    rows.map((row) => row.querySelector("small").textContent),
    ["Ms Lin · 3 lines", "2 lines"],
  );
  assert.equal(rows[0].querySelector("button"), null);
  rows[1].querySelector("button").click();
  await settled();
  assert.deepEqual(did, ["flush", "restore old", "reopen"]);
});

test("nothing is restored over changes that are not saved", async () => {
  const { panel, did, says } = openVersions({ state: "offline" });
  await settled();
  panel.querySelector("ol button").click();
  await settled();
  assert.deepEqual(did, ["flush"]);
  assert.equal(says(), "Not saved yet.");
});

test("a refused restoration says why, and the page stays", async () => {
  const refusal = { status: 404, body: { error: { message: "It is gone." } } };
  const { panel, did, says } = openVersions({ answer: refusal });
  await settled();
  panel.querySelector("ol button").click();
  await settled();
  assert.deepEqual([did.at(-1), says()], ["restore old", "It is gone."]);
});

test("access and folder are saved when chosen, and go back when refused", async () => {
  const { document } = openPage(`<div id="sharing"><select data-settles="access">
    <option value="private" selected></option><option value="read"></option></select>
    <p role="status"></p></div>`);
  const asked = [];
  let status = 200;
  showSharing(
    document.body,
    {
      settle: async (wish) => {
        asked.push(wish);
        return { status, body: { error: { message: "Not yours." } } };
      },
    },
    messages,
  );
  const field = document.querySelector("select");
  const choose = async (value) => {
    field.value = value;
    field.dispatchEvent(new document.defaultView.Event("change"));
    await settled();
    return document.querySelector("[role=status]").textContent;
  };
  assert.equal(await choose("read"), "Saved");
  status = 403;
  assert.equal(await choose("private"), "Not yours.");
  assert.equal(field.value, "read");
  assert.deepEqual(asked, [{ access: "read" }, { access: "private" }]);
});
