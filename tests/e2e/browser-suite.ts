import type { Browser } from '@playwright/test'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { describeWithTools } from '../harness/required-tools.ts'
import { openClient, startBrowser, type ClientOptions, type TestClient } from './client.ts'

/** Opens clients for one test; all of them are closed after it. */
export type OpenClient = (options?: ClientOptions) => Promise<TestClient>

/** A suite with one browser for all of its tests and a client of its own for each. */
export function describeInBrowser(
  title: string,
  suite: (open: OpenClient, browser: () => Browser) => void,
  tools: readonly string[] = [],
): void {
  describeWithTools(['chromium', ...tools], title, () => {
    let browser: Browser
    const clients: TestClient[] = []
    beforeAll(async () => {
      browser = await startBrowser()
    })
    afterAll(() => browser.close())
    afterEach(async () => {
      for (const client of clients.splice(0)) await client.close()
    })
    suite(
      async (options) => {
        const client = await openClient(browser, options)
        clients.push(client)
        return client
      },
      () => browser,
    )
  })
}
