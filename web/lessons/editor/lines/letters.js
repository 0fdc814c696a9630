// Places in a text: the server counts characters (code points), JavaScript counts UTF-16 units. They
// differ after an emoji or a rare Chinese character.

// The unit at which the character with this number begins.
export function unitAt(text, character) {
  return Array.from(text).slice(0, character).join("").length;
}

// The number of the character that begins at this unit.
export function characterAt(text, unit) {
  return Array.from(text.slice(0, unit)).length;
}
