import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  test: {
    environment: "jsdom",
    // One page for all files: making one for each takes five times as long as the tests. Each cleans up what it leaves there.
    isolate: false,
    include: ["src/**/*.test.{ts,tsx}"],
    // A fixed zone, so that a test about dates says the same on every machine.
    env: { TZ: "Asia/Shanghai" },
    // A machine that is busy elsewhere is slow and not wrong; what never comes is still found out.
    testTimeout: 30_000,
  },
});
