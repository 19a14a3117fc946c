/** The bar for acts on chosen rows: counts them, chooses all of the page, and closes its buttons while none is chosen. */
export default function bulk(bar: HTMLElement): void {
  const id = bar.dataset["form"] ?? "";
  const boxes = (): HTMLInputElement[] => [
    ...document.querySelectorAll<HTMLInputElement>(`#${id} input[type=checkbox], input[type=checkbox][form="${id}"]`),
  ].filter((box) => !bar.contains(box));
  const whole = bar.querySelector<HTMLInputElement>("[data-all]")!;
  const count = (): void => {
    const chosen = boxes().filter((box) => box.checked).length;
    bar.querySelector("output")!.textContent = chosen ? (bar.dataset["some"] ?? "").replace("{n}", String(chosen)) : (bar.dataset["none"] ?? "");
    whole.checked = chosen > 0 && chosen === boxes().length;
    whole.indeterminate = chosen > 0 && !whole.checked;
    for (const button of bar.querySelectorAll<HTMLButtonElement>("button")) {
      button.disabled = chosen === 0;
      if (!button.hasAttribute("form")) button.setAttribute("form", id);
    }
  };
  whole.addEventListener("change", () => (boxes().forEach((box) => (box.checked = whole.checked)), count()));
  document.addEventListener("change", (event) => event.target !== whole && count());
  count();
}
