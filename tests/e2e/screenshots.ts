/*
 * `npm run screenshots [folder]`: every window of the built client on a host with sample traffic, in both themes, both
 * languages and the two sizes that operators use, to be looked at one by one.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser } from '@playwright/test'
import { buildPart } from '../../scripts/build.ts'
import { loadSample, openClient, startBrowser, windowTitles, type ClientOptions } from './client.ts'

const looks: readonly (ClientOptions & { readonly name: string })[] = [
  { name: 'light-1440', theme: 'light', width: 1440, height: 900 },
  { name: 'dark-1440', theme: 'dark', width: 1440, height: 900 },
  { name: 'light-1024', theme: 'light', width: 1024, height: 700 },
  { name: 'dark-1024-zh', theme: 'dark', width: 1024, height: 700, language: 'zh' },
]

/** Time for charts and live values to have something to show. */
const settleMs = 1500

async function takeLook(browser: Browser, folder: string, look: (typeof looks)[number]) {
  const client = await openClient(browser, look)
  try {
    await loadSample(client)
    const { page } = client
    for (const [index, title] of (await windowTitles(page)).entries()) {
      await client.openWindow(title)
      await sleep(settleMs)
      const number = String(index + 1).padStart(2, '0')
      const file = `${look.name} ${number} ${title.replace(/[^\p{L}\p{N}]+/gu, '-')}.png`
      await page.screenshot({ path: join(folder, file) })
    }
    for (const fault of client.faults) console.error(`${look.name}: ${fault}`)
  } finally {
    await client.close()
  }
}

const folder = process.argv[2] ?? join(import.meta.dirname, '../../screenshots')
mkdirSync(folder, { recursive: true })
await buildPart('client', true)
const browser = await startBrowser()
try {
  for (const look of looks) await takeLook(browser, folder, look)
} finally {
  await browser.close()
}
console.log(folder)
