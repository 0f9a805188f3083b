import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Quinoa proxies this server in dev mode and serves dist/ in production; the API is always same-origin.
// DESKLOOM_API lets a developer run Vite alone against a server elsewhere.
const api = process.env.DESKLOOM_API;

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: "es2023",
    // The Content-Security-Policy forbids data: scripts and inline code; keep every asset a file of its own.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  // In a folder of their own, since the server gives scripts in it another policy than pages have; see ADR 050.
  worker: {
    format: "es",
    rolldownOptions: { output: { entryFileNames: "assets/workers/[name]-[hash].js" } },
  },
  server: {
    // Quinoa asks exactly this port; the launcher chooses another when two people, or two copies, develop on one machine.
    port: Number(process.env.DESKLOOM_VITE_PORT ?? 5173),
    strictPort: true,
    ...(api ? { proxy: { "/api": { target: api, changeOrigin: false } } } : {}),
  },
});
