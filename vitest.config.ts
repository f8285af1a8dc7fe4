import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

/** The real module tries to download its binary when it is imported under Node. */
const resolve = {
  alias: { electron: join(import.meta.dirname, 'tests/harness/electron-stand-in/index.ts') },
}

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          include: [
            'engine/**/*.test.ts',
            'electron/**/*.test.ts',
            'renderer/**/*.test.ts',
            'scripts/**/*.test.ts',
            'bench/**/*.test.ts',
          ],
          testTimeout: 20_000,
        },
      },
      {
        resolve,
        test: {
          name: 'system',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/e2e/**', 'tests/desktop/**'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Real hosts, SIPp and Kamailio on one machine: mostly waiting, so two files at a time, apart from the unit tests.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          globalSetup: ['tests/e2e/build-client.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // A browser and a host each: more than two at a time only wait for each other.
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        resolve,
        test: {
          name: 'desktop',
          include: ['tests/desktop/**/*.test.ts'],
          globalSetup: ['tests/desktop/build-desktop.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // The desktop, its engine and sometimes a browser each.
          maxWorkers: 2,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
})
