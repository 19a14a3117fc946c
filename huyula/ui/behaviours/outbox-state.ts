/** "3 only on this device", on every page, for as long as it is so. */
import { hear, mine, user } from "../outbox";
import { lastUser } from "../store";

export default function state(element: HTMLElement): void {
  const words = element.querySelector("[role=status]")!;
  const show = async (): Promise<void> => {
    const kept = await mine(user() || (await lastUser()));
    const refused = kept.filter((event) => event.state === "refused").length;
    const waiting = kept.length - refused;
    const said = [];
    if (waiting) said.push((waiting === 1 ? element.dataset["one"]! : element.dataset["many"]!).replace("{n}", String(waiting)));
    if (refused) said.push(element.dataset["refused"]!.replace("{n}", String(refused)));
    element.hidden = kept.length === 0;
    element.classList.toggle("is-refused", refused > 0);
    words.textContent = said.join(" · ");
  };
  const quietly = (): void => void show().catch(() => undefined);
  hear(quietly);
  quietly();
}
