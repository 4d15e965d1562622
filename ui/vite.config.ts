import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig(({ mode }) => ({
  plugins: [react()],
  // Tauri serves the page from its own scheme, so every address is relative.
  base: "./",
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  define: {
    // The in-memory platform is compiled in for development, tests and `--mode fake` only.
    __FAKE_PLATFORM__: JSON.stringify(mode !== "production"),
  },
  build: {
    target: ["es2022", "safari16.4", "chrome120"],
    // Nothing may become a `data:` address: the content security policy would refuse it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    outDir: mode === "fake" ? "dist-fake" : "dist",
    rolldownOptions: {
      output: {
        // What the first view needs is one file: each file is a question to the window's own thread, which draws as well.
        // What runs before it is small and shares nothing with it, so that it need not wait.
        codeSplitting: {
          groups: [
            { name: "start", test: /\/src\/(start|lib\/last-look)\.ts$|preload-helper/, priority: 1 },
            { name: "first", test: /\/src\/main\.tsx$/ },
          ],
        },
      },
    },
  },
  // Loopback only: the development server has no authentication.
  server: { host: "127.0.0.1", port: 5173, strictPort: true },
  preview: { host: "127.0.0.1", port: 4173, strictPort: true },
  test: {
    environment: "jsdom",
    setupFiles: ["src/testing/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    css: { modules: { classNameStrategy: "non-scoped" } },
    restoreMocks: true,
    // A machine that builds beside the tests is ten times slower; a test that passes never waits for these.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
}));
