/** A menu of `<details>` closes with Escape, with a click elsewhere, and when the focus leaves it. */
export default function menu(element: HTMLElement): void {
  const details = element as HTMLDetailsElement;
  const close = (): void => void (details.open = false);
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    close();
    details.querySelector("summary")?.focus();
  });
  details.addEventListener("focusout", (event) => {
    if (event.relatedTarget instanceof Node && !details.contains(event.relatedTarget)) close();
  });
  document.addEventListener("click", (event) => {
    if (event.target instanceof Node && !details.contains(event.target)) close();
  });
}
