// Guards htmx's polling: a poll that was sent elsewhere (signed out) opens that place as a page,
// in place of putting it into a part of this one.

document.addEventListener("htmx:before:response", (event) => {
  const { raw } = event.detail.ctx.response;
  if (raw.redirected) {
    event.preventDefault();
    location.reload();
  }
});
