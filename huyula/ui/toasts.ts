/** Short words at the foot of the screen. Their texts stand in the page (`#toasts`), so that they are in its language. */
export function say(key: string, kind: "info" | "success" | "warning" | "error", words?: string): void {
  const place = document.getElementById("toasts");
  const text = words ?? place?.dataset[key];
  if (!place || !text) return;
  const toast = document.createElement("div");
  toast.className = `alert alert-${kind}`;
  toast.textContent = text;
  place.append(toast);
  setTimeout(() => toast.remove(), 6000);
}
