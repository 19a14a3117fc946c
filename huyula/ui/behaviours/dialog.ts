/** A link opens the dialog that asks the same as the page behind it. */
export default function open(element: HTMLElement): void {
  element.addEventListener("click", (event) => {
    const dialog = document.getElementById(element.dataset["dialog"] ?? "");
    if (!(dialog instanceof HTMLDialogElement) || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    dialog.showModal();
  });
}
