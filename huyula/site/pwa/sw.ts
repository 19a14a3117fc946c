/** The service worker: the shell comes from the device, pages from the network; without one, a page that says so. */
import { clientsClaim } from "workbox-core";
import { cleanupOutdatedCaches, matchPrecache, precacheAndRoute, type PrecacheEntry } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";

declare const self: ServiceWorkerGlobalScope & { HUYULA: { kept: PrecacheEntry[]; offline: string } };

const { kept, offline } = self.HUYULA;

// A new worker waits until the old one's pages are closed: no page loses the files it was made for. What people did lies
// in IndexedDB, which no cache clean-up touches.
precacheAndRoute(kept);
cleanupOutdatedCaches();
clientsClaim();

registerRoute(
  new NavigationRoute(async ({ request, event }) => {
    try {
      const early = (await (event as FetchEvent).preloadResponse) as Response | undefined;
      return early ?? (await fetch(request));
    } catch {
      return (await matchPrecache(offline)) ?? Response.error();
    }
  }),
);

self.addEventListener("activate", (event) => event.waitUntil(self.registration.navigationPreload?.enable() ?? Promise.resolve()));
