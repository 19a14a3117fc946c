/** Copies `data-copy` and says so. */
import { say } from "../toasts";

export default function copy(element: HTMLElement): void {
  element.addEventListener("click", () => {
    navigator.clipboard.writeText(element.dataset["copy"] ?? "").then(() => say("copied", "success"), () => say("failed", "error"));
  });
}
