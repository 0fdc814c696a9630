// Tells the sign-up form where the workspace is, so that its day begins at its own midnight.
const field = document.querySelector("input[name=time_zone]");
field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
