/** Reading and writing what stands in a form. */
export type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const OURS = new Set(["csrfmiddlewaretoken", "idempotency_key"]);
const NEVER = new Set(["password", "file", "submit", "button", "reset", "image"]);

/** The fields of a form that may be kept on a device: no passwords, no files, no token. */
export function controls(form: HTMLFormElement): Control[] {
  return [...form.elements].filter(
    (field): field is Control =>
      (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement) &&
      field.name !== "" && !OURS.has(field.name) && !NEVER.has(field.type),
  );
}

export function isTick(field: Control): field is HTMLInputElement {
  return field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio");
}

export function pairs(form: HTMLFormElement): [string, string][] {
  return controls(form).filter((field) => !isTick(field) || field.checked).map((field) => [field.name, field.value]);
}

/** What a form says as an object; a name with several checkboxes, or `data-list`, gives a list. */
export function bodyOf(form: HTMLFormElement): Record<string, string | string[]> {
  const body: Record<string, string | string[]> = {};
  for (const field of controls(form)) {
    const alike = controls(form).filter((other) => other.name === field.name && other.type === "checkbox");
    if (alike.length > 1 || field.dataset["list"] !== undefined) body[field.name] ??= [];
  }
  for (const [name, value] of pairs(form)) {
    const known = body[name];
    if (Array.isArray(known)) known.push(value);
    else body[name] = value;
  }
  return body;
}

/** Writes values back; hidden fields stay as the server gave them. */
export function write(form: HTMLFormElement, values: [string, string][]): void {
  for (const field of controls(form)) {
    if (field.type === "hidden") continue;
    const own = values.filter(([name]) => name === field.name).map(([, value]) => value);
    if (isTick(field)) field.checked = own.includes(field.value);
    else if (own[0] !== undefined) field.value = own[0];
  }
}
