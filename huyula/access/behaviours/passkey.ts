/** A passkey: asks the server what is to be signed, the device to sign it, and sends the form with the answer. */
interface Library {
  create(options: unknown): Promise<unknown>;
  get(options: unknown): Promise<unknown>;
}
declare global {
  interface Window {
    webauthnJSON?: Library;
  }
}

export default function passkey(element: HTMLElement): void {
  const button = element as HTMLButtonElement;
  const form = button.form;
  const part = button.closest<HTMLElement>("[data-passkey-part]");
  if (!form || !("PublicKeyCredential" in window)) {
    if (part) part.hidden = true;
    return;
  }
  button.addEventListener("click", () => {
    button.disabled = true;
    void signed(button)
      .then((credential) => {
        (form.elements.namedItem("credential") as HTMLInputElement).value = JSON.stringify(credential);
        form.action = button.dataset["to"]!;
        form.submit();
      })
      .catch(() => part?.querySelector("[data-passkey-fault]")?.removeAttribute("hidden"))
      .finally(() => (button.disabled = false));
  });
}

async function signed(button: HTMLButtonElement): Promise<unknown> {
  const library = await loaded(button.dataset["library"]!);
  const response = await fetch(button.dataset["options"]!, { headers: { Accept: "application/json" } });
  if (!response.ok || response.redirected) throw new Error(`options ${response.status}`);
  const options = await response.json();
  return button.dataset["act"] === "create" ? library.create(options) : library.get(options);
}

/** Loads the library that turns JSON into what browsers want and back; only whoever taps the button pays for it. */
function loaded(address: string): Promise<Library> {
  if (window.webauthnJSON) return Promise.resolve(window.webauthnJSON);
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", () => (window.webauthnJSON ? resolve(window.webauthnJSON) : reject(new Error(address))));
    script.addEventListener("error", () => reject(new Error(address)));
    document.head.append(script);
  });
}
