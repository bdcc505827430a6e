import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Two cores: real brokers, databases and browsers in more files at once would only slow each other.
    maxWorkers: 2,
  },
});
