/** Shows name and size of the chosen files before they are sent, takes dropped ones, and refuses what is too large. */
const UNITS = ["B", "kB", "MB", "GB"];

export default function upload(frame: HTMLElement): void {
  const input = frame.querySelector<HTMLInputElement>("input[type=file]")!;
  const list = frame.querySelector("ul")!;
  const most = Number(frame.dataset["most"] ?? 0);
  const show = (): void => {
    const files = [...(input.files ?? [])];
    const tooBig = most > 0 && files.some((file) => file.size > most);
    input.setCustomValidity(tooBig ? (frame.dataset["tooBig"] ?? "").replace("{most}", sizeOf(most)) : "");
    if (tooBig) input.reportValidity();
    list.replaceChildren(...files.map((file) => Object.assign(document.createElement("li"), { textContent: `${file.name} – ${sizeOf(file.size)}` })));
  };
  input.addEventListener("change", show);
  if (input.files?.length) show(); // chosen before this came over a slow line
  for (const name of ["dragenter", "dragover"]) frame.addEventListener(name, (event) => (event.preventDefault(), frame.classList.add("is-over")));
  for (const name of ["dragleave", "drop"]) frame.addEventListener(name, () => frame.classList.remove("is-over"));
  frame.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer?.files.length) return;
    input.files = event.dataTransfer.files;
    show();
  });
}

export function sizeOf(octets: number): string {
  const step = Math.min(Math.floor(Math.log10(Math.max(octets, 1)) / 3), UNITS.length - 1);
  const digits = step > 1 ? 1 : 0;
  const amount = (octets / 1000 ** step).toLocaleString(document.documentElement.lang, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${amount} ${UNITS[step]}`;
}
