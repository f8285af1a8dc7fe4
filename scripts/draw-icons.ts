/* `node scripts/draw-icons.ts`: draws every size of the icons in resources/icons from their SVG sources, with Chromium. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { icnsOf, icoOf, type SizedPng } from './icon-containers.ts'
import { findCommand } from './system-tools.ts'

const folder = join(import.meta.dirname, '../resources/icons')
const iconSizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024] as const
const largestIco = 256
/** Beside the clock: the size, and the double for fine screens, by the suffix that Electron looks for. */
const traySizes = { '': 16, '@1.5x': 24, '@2x': 32, '@3x': 48 } as const

async function draw(page: Page, svg: string, size: number): Promise<Buffer> {
  await page.setViewportSize({ width: size, height: size })
  await page.setContent(
    `<style>html,body{margin:0;background:transparent}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`,
  )
  return page.screenshot({ omitBackground: true })
}

async function drawIcon(page: Page): Promise<void> {
  const svg = readFileSync(join(folder, 'icon.svg'), 'utf8')
  const pictures: SizedPng[] = []
  for (const size of iconSizes) pictures.push({ size, png: await draw(page, svg, size) })
  mkdirSync(join(folder, 'png'), { recursive: true })
  for (const { size, png } of pictures) {
    writeFileSync(join(folder, `png/${size}x${size}.png`), png)
    if (size === 512) writeFileSync(join(folder, 'icon.png'), png)
  }
  writeFileSync(join(folder, 'icon.ico'), icoOf(pictures.filter(({ size }) => size <= largestIco)))
  writeFileSync(join(folder, 'icon.icns'), icnsOf(pictures))
}

async function drawTray(page: Page, name: string): Promise<void> {
  const svg = readFileSync(join(folder, `${name}.svg`), 'utf8')
  for (const [suffix, size] of Object.entries(traySizes)) {
    writeFileSync(join(folder, `${name}${suffix}.png`), await draw(page, svg, size))
  }
}

const executablePath = findCommand('chromium') ?? findCommand('google-chrome')
if (executablePath === undefined) throw new Error('drawing the icons needs Chromium')
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
try {
  const page = await browser.newPage()
  await drawIcon(page)
  for (const name of ['tray', 'tray-attention']) await drawTray(page, name)
} finally {
  await browser.close()
}
