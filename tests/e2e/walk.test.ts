import type { Browser } from '@playwright/test'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually } from '../harness/eventually.ts'
import { describeWithTools } from '../harness/required-tools.ts'
import { messages } from '../../renderer/i18n/messages.ts'
import { loadAxe, seriousFindings } from './accessibility.ts'
import { loadSample, openClient, startBrowser, windowOf, windowTitles } from './client.ts'

/** Every key of the texts, as it would be shown if its sentence were missing. */
function keysBelow(texts: object, above = ''): string[] {
  return Object.entries(texts).flatMap(([name, text]: [string, unknown]) =>
    typeof text === 'object' && text !== null
      ? keysBelow(text, `${above}${name}.`)
      : [`${above}${name}`],
  )
}
const textKeys = new Set(keysBelow(messages.en))

describeWithTools(['chromium'], 'a walk through every window', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await startBrowser()
  })
  afterAll(() => browser.close())

  for (const [language, theme] of [
    ['en', 'light'],
    ['zh', 'dark'],
  ] as const) {
    it(`violates no policy, writes no error and is accessible (${language}, ${theme})`, async () => {
      const client = await openClient(browser, { language, theme })
      try {
        const { page } = client
        await loadSample(client)
        await loadAxe(page)
        const titles = await windowTitles(page)
        expect(titles.length).toBeGreaterThanOrEqual(23)
        const findings: string[] = []
        for (const title of titles) {
          await client.openWindow(title)
          const shown = windowOf(page, title)
          await eventually(`content of ${title}`, async () =>
            (await shown.innerText()).trim().length > 30 ? true : undefined,
          )
          for (const finding of await seriousFindings(page)) findings.push(`${title}: ${finding}`)
          const words = (await shown.innerText()).split(/\s+/)
          expect(words.filter((word) => textKeys.has(word))).toEqual([])
        }
        expect({ faults: client.faults, findings }).toEqual({ faults: [], findings: [] })
      } finally {
        await client.close()
      }
    })
  }
})
