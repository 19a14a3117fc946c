/** Units are dragged onto the one they belong under. The select and the boxes of the form do the same without a mouse. */
export default function place(element: HTMLElement): void {
  const form = element as HTMLFormElement;
  const select = form.querySelector<HTMLSelectElement>("select[name=under]")!;
  const targets = form.querySelector<HTMLElement>("[data-targets]")!;
  const boxes = [...form.querySelectorAll<HTMLInputElement>("input[name=units]")];
  if (!matchMedia("(pointer: fine)").matches) return;
  targets.hidden = false;

  for (const row of form.querySelectorAll<HTMLElement>("[data-unit]")) {
    row.draggable = true;
    row.addEventListener("dragstart", (event) => {
      const own = boxes.find((box) => box.value === row.dataset["unit"])!;
      if (!own.checked) boxes.forEach((box) => (box.checked = box === own));
      event.dataTransfer?.setData("text/plain", own.value);
      event.dataTransfer!.effectAllowed = "move";
    });
  }
  for (const target of form.querySelectorAll<HTMLElement>("[data-target]")) {
    target.addEventListener("dragover", (event) => {
      event.preventDefault();
      target.classList.add("bg-wash");
    });
    for (const name of ["dragleave", "drop"]) target.addEventListener(name, () => target.classList.remove("bg-wash"));
    target.addEventListener("drop", (event) => {
      event.preventDefault();
      if (!boxes.some((box) => box.checked)) return;
      select.value = target.dataset["target"]!;
      form.requestSubmit();
    });
  }
}
