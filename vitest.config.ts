import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Stories run a whole stack; a machine that does much else at the same time must not fail them.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
