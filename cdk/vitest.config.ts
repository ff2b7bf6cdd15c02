import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Loading aws-cdk-lib is most of the time, so it is loaded once. No test leaves anything behind for another.
    pool: 'threads',
    isolate: false,
    poolOptions: { threads: { singleThread: true } },
    // Synthesizing from outside takes a few seconds on a busy machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
