import { defineConfig } from "vitest/config";

// Three files with names that stay: the service says for how long they may be kept.
export default defineConfig({
  base: "./",
  build: {
    outDir: "../service/api/page",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    cssCodeSplit: false,
    target: "es2022",
    rollupOptions: {
      output: {
        entryFileNames: "page.js",
        assetFileNames: "page[extname]",
        codeSplitting: false,
      },
    },
  },
  server: { proxy: { "/v1": "http://127.0.0.1:8000", "/readyz": "http://127.0.0.1:8000" } },
  test: { include: ["src/**/*.test.{ts,tsx}", "client/**/*.test.ts"] },
});
