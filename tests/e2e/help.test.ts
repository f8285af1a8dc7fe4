import type { Locator, Page } from '@playwright/test'
import { expect, it } from 'vitest'
import { messages } from '../../renderer/i18n/messages.ts'
import { helpPages } from '../../renderer/views/help/help-contents.ts'
import { loadAxe, seriousFindings } from './accessibility.ts'
import { describeInBrowser } from './browser-suite.ts'
import { openWindow, windowOf, windowTitles } from './client.ts'
import { valueCell } from './parameter-rows.ts'

const keyDifferences = 'Key differences: publish expire against registration expire'

/** The page that is read: an article that bears its title. */
const pageOf = (page: Page, title: string): Locator =>
  page.getByRole('article', { name: title, exact: true })

const contents = (page: Page): Locator => page.getByRole('navigation', { name: 'Contents' })

/** Asks for help and waits for a page. */
async function askFor(page: Page, title: string): Promise<Locator> {
  await page.keyboard.press('F1')
  const shown = pageOf(page, title)
  await shown.waitFor()
  return shown
}

/** Presses a key until an element has the focus. */
async function pressUntilFocused(page: Page, key: string, wanted: Locator): Promise<void> {
  for (let pressed = 0; pressed < 20; pressed += 1) {
    if ((await wanted.and(wanted.page().locator(':focus')).count()) > 0) return
    await page.keyboard.press(key)
  }
  throw new Error(`20 times ${key} did not lead there`)
}

describeInBrowser('the window Help', (open) => {
  it('opens with F1 at the page of what has the focus, and leads back to its window', async () => {
    const client = await open()
    const { page, ask } = client
    await ask('gateway.add', { kind: 'routing', fields: { name: 'GW-A', remoteIp: '127.0.0.1' } })
    await windowOf(page, 'Dashboard').waitFor()
    await askFor(page, 'Dashboard')

    await openWindow(page, 'Routing gateway')
    await page.getByRole('gridcell', { name: 'GW-A' }).click()
    await askFor(page, 'Routing gateway')

    await openWindow(page, 'Publication status')
    await askFor(page, 'Publication status')

    await page.getByRole('treeitem', { name: 'Watchers', exact: true }).focus()
    await askFor(page, 'Watchers')

    await openWindow(page, 'System parameter')
    await valueCell(page, 'SS_ENDPOINT_EXPIRE').click()
    const shown = await askFor(page, 'SS_ENDPOINT_EXPIRE')
    expect(await shown.innerText()).toContain('3600 s')
    await shown.getByRole('button', { name: 'Open System parameter' }).click()
    const panel = windowOf(page, 'System parameter').getByRole('complementary')
    await panel.getByRole('heading', { name: 'SS_ENDPOINT_EXPIRE' }).waitFor()
    expect(client.faults).toEqual([])
  })

  it('opens from a dialog at the page of its window, and keeps what was typed', async () => {
    const client = await open()
    const { page, ask } = client
    await ask('gateway.add', { kind: 'routing', fields: { name: 'GW-A', remoteIp: '127.0.0.1' } })
    await openWindow(page, 'Routing gateway')
    await page.getByRole('gridcell', { name: 'GW-A' }).dblclick()
    const dialog = page.getByRole('dialog')
    const memo = dialog.getByLabel('Memo')
    await memo.fill('typed before asking')
    await askFor(page, 'Routing gateway')
    await openWindow(page, 'Routing gateway')
    expect(await memo.inputValue()).toBe('typed before asking')
    expect(client.faults).toEqual([])
  })

  it('shows a parameter as it is in force, live', async () => {
    const client = await open()
    const { page, ask } = client
    await openWindow(page, 'SIP parameter')
    await valueCell(page, 'SS_SIP_PUBLISH_EXPIRE').click()
    const shown = await askFor(page, 'SS_SIP_PUBLISH_EXPIRE')
    await ask('param.set', { changes: { SS_SIP_PUBLISH_EXPIRE: '95' } })
    await shown.getByText('95 s', { exact: true }).waitFor()
    await shown.getByRole('row', { name: '1800' }).getByText('backup or overflow').waitFor()
    await shown.getByRole('button', { name: 'SS_SIP_USER_AGENT_EXPIRE' }).click()
    await pageOf(page, 'SS_SIP_USER_AGENT_EXPIRE').waitFor()
    expect(client.faults).toEqual([])
  })

  it('finds pages by their words, goes back and forward, by keys alone', async () => {
    const client = await open()
    const { page } = client
    await windowOf(page, 'Dashboard').waitFor()
    await askFor(page, 'Dashboard')
    const search = contents(page).getByRole('textbox', { name: 'Search the help' })
    await pressUntilFocused(page, 'Shift+Tab', search)
    await page.keyboard.type('publish registration runs out')
    const found = contents(page).locator('[data-page="expiry"]')
    await contents(page).getByText('Pages found:').waitFor()
    await pressUntilFocused(page, 'ArrowDown', found)
    await page.keyboard.press('Enter')
    const shown = pageOf(page, keyDifferences)
    await shown.waitFor()
    for (const name of ['Method', 'Default', 'Purpose', 'Direction', 'When it runs out']) {
      const row = shown.getByRole('row').filter({ has: page.getByRole('rowheader', { name }) })
      expect(await row.getByRole('cell').count()).toBe(2)
    }
    await page.keyboard.press('Alt+ArrowLeft')
    await pageOf(page, 'Dashboard').waitFor()
    await page.keyboard.press('Alt+ArrowRight')
    await shown.waitFor()
    expect(client.faults).toEqual([])
  })

  it('has the windows in the order of the Navigation tree', async () => {
    const client = await open()
    const { page } = client
    const titles = await windowTitles(page)
    await openWindow(page, 'Help')
    const lines = await contents(page).getByRole('button').allInnerTexts()
    expect(lines.filter((line) => titles.includes(line))).toEqual(titles)
    expect(new Set(titles)).toEqual(new Set(Object.values(messages.en.shell.window)))
  })

  it('says that no page holds what was typed', async () => {
    const client = await open()
    await openWindow(client.page, 'Help')
    await client.page.getByRole('textbox', { name: 'Search the help' }).fill('xylophone')
    await client.page.getByText('No page holds “xylophone”.').waitFor()
  })

  it('turns the page when the language is switched, and opens from menu and bar', async () => {
    const client = await open()
    const { page } = client
    await openWindow(page, 'Current call')
    await page.getByRole('tab', { name: 'Current call' }).click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Help on this window' }).click()
    await pageOf(page, 'Current call').waitFor()
    await page.getByRole('button', { name: '中文' }).click()
    const turned = pageOf(page, '当前通话')
    await turned.waitFor()
    expect(await turned.innerText()).toMatch(/进行中的呼叫/u)
    await openWindow(page, '话单查询')
    await page.getByRole('button', { name: '帮助（F1）' }).click()
    await pageOf(page, '话单查询').waitFor()
    expect(client.faults).toEqual([])
  })

  for (const [language, theme] of [
    ['en', 'light'],
    ['zh', 'dark'],
  ] as const) {
    it(`has no page that is inaccessible or too wide (${language}, ${theme})`, async () => {
      const client = await open({ language, theme, width: 1024, height: 700 })
      const { page } = client
      await openWindow(page, messages[language].shell.window.help)
      await loadAxe(page)
      const list = page.getByRole('navigation', { name: messages[language].help.contents })
      for (const { title: titles } of helpPages()) {
        const title = titles[language]
        await list.getByRole('button', { name: title, exact: true }).click()
        await pageOf(page, title).waitFor()
        expect(await seriousFindings(page), title).toEqual([])
        const width = await page
          .getByRole('article')
          .evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)
        expect(width, `${title}: wider than its window`).toBe(0)
      }
      expect(client.faults).toEqual([])
    }, 300_000)
  }
})
