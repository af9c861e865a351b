import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Stories run real git and a real HTTP server; a busy machine must not fail them.
    testTimeout: 600_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
  },
});
