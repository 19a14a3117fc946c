/** What each page loads: htmx, the outbox, and whatever behaviours the page is marked with. */
import htmx from "htmx.org";
import { behave } from "./behave";
import { keyForms } from "./once";
import { start, user } from "./outbox";
import { dropSentDrafts, remember } from "./store";
import { say } from "./toasts";

htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0; // pages of one person are not left behind on a shared device
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "409", swap: true },
  { code: "422", swap: true },
  { code: "[45]..", swap: false, error: true },
];

htmx.onLoad((root) => behave(root as HTMLElement));
addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value;
  if (token) (event as CustomEvent<{ headers: Record<string, string> }>).detail.headers["X-CSRFToken"] = token;
});
addEventListener("htmx:responseError", () => say("failed", "error"));
addEventListener("htmx:sendError", () => say("offline", "warning"));

if (user()) Promise.all([remember(user()), dropSentDrafts(user())]).catch(() => undefined);
keyForms();
start();
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js").catch(() => undefined);
