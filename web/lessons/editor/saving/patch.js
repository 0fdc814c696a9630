// What has changed in a lesson since it was saved, as the server takes it.

const written = new WeakMap(); // line → its JSON

function json(line) {
  if (!written.has(line)) written.set(line, JSON.stringify(line));
  return written.get(line);
}

// {upsert, delete, order}: the lines that are new or changed, the keys of those that are gone, and
// the order of all where it is another one. Null where nothing has changed.
export function difference(before, after) {
  const old = new Map(before.map((line) => [line.key, json(line)]));
  const now = new Set(after.map((line) => line.key));
  const patch = {
    upsert: after.filter((line) => old.get(line.key) !== json(line)),
    delete: before.map((line) => line.key).filter((key) => !now.has(key)),
  };
  const order = after.map((line) => line.key);
  const kept = before.map((line) => line.key).filter((key) => now.has(key));
  if (order.join() !== kept.join()) patch.order = order;
  return patch.upsert.length || patch.delete.length || patch.order ? patch : null;
}

// The patch without what is in conflict, to be saved at once while a person chooses.
export function without(patch, keys) {
  return {
    ...patch,
    upsert: patch.upsert.filter((line) => !keys.has(line.key)),
    delete: patch.delete.filter((key) => !keys.has(key)),
  };
}
