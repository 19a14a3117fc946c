import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig, type Plugin } from "vite";

const out = resolve(import.meta.dirname, "huyula/ui/dist");

/** Puts a .br beside each text file, so that the server has nothing to compress. */
function brotli(): Plugin {
  return {
    name: "brotli",
    closeBundle() {
      for (const file of readdirSync(out, { recursive: true, encoding: "utf8" })) {
        if (!/\.(js|css|svg)$/.test(file)) continue;
        const body = readFileSync(join(out, file));
        const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length };
        writeFileSync(join(out, `${file}.br`), brotliCompressSync(body, { params }));
      }
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  base: "/static/",
  publicDir: "huyula/ui/public",
  plugins: [tailwindcss(), brotli()],
  build: {
    outDir: out,
    emptyOutDir: true,
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { main: "huyula/ui/main.ts", style: "huyula/ui/css/main.css", sw: "huyula/site/pwa/sw.ts" },
      output: {
        hashCharacters: "hex",
        entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "[name].[hash:12].js"),
        chunkFileNames: "[name].[hash:12].js",
        assetFileNames: "[name].[hash:12][extname]",
      },
    },
  },
});
