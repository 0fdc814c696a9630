// Dialogs that buttons open hold the focus until they are closed, and give it back to the button.
//
// Without this script they open as popovers (popovertarget), which keep nobody from tabbing out.

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[popovertarget]");
  const dialog = button && document.getElementById(button.getAttribute("popovertarget"));
  if (dialog?.localName === "dialog") {
    event.preventDefault();
    if (dialog.open) dialog.close();
    else dialog.showModal();
  } else if (event.target.localName === "dialog") {
    // A press beside what it shows.
    event.target.close();
  }
});
