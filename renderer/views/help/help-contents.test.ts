import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Wording } from '../../../engine/api/contract/wording.ts'
import { parameterCatalogue } from '../../../engine/parameters/parameter-catalogue.ts'
import { messages } from '../../i18n/messages.ts'
import { helpPage, helpPages, helpSections } from './help-contents.ts'
import { wordsOf } from './help-page.ts'
import { stretchesOf } from './marked-text.ts'

interface ShippedProfile {
  readonly name: Wording
  readonly why: Wording
  readonly minSeconds: number
  readonly maxSeconds: number
  readonly presetSeconds: number
}

const pages = [...helpPages()]
const sectionsOf = (titles: readonly string[]): readonly string[] =>
  helpSections
    .filter(({ title }) => titles.includes(title))
    .flatMap(({ pages: held }) => held.map(({ id }) => id))

test('every window has a page, and every page but that of the help opens its window', () => {
  for (const id of Object.keys(messages.en.shell.window)) {
    expect(helpPage(id), id).toBeDefined()
    expect(helpPage(id)?.opens, id).toEqual(id === 'help' ? [] : [id])
  }
})

test('every parameter of the catalogue has a page in the list that it belongs to, in the same order', () => {
  const namesOf = (group: string): readonly string[] =>
    parameterCatalogue.filter((each) => each.group === group).map(({ name }) => name)
  expect(sectionsOf(['shell.window.sipParameters'])).toEqual(namesOf('SIP parameter'))
  expect(sectionsOf(['shell.window.systemParameters'])).toEqual(namesOf('System parameter'))
})

test('no two pages have the same name, and no two the same title', () => {
  const inContents = helpSections.flatMap((section) => section.pages)
  expect(inContents.length).toBe(pages.length)
  for (const language of ['en', 'zh'] as const) {
    expect(new Set(pages.map(({ title }) => title[language])).size).toBe(pages.length)
  }
})

test('every link goes to a page, and is in both languages', () => {
  const linksOf = (words: string): readonly string[] =>
    stretchesOf(words).flatMap((stretch) => (stretch.kind === 'link' ? [stretch.page] : []))
  for (const { id, blocks } of pages) {
    for (const { en, zh } of blocks.flatMap(wordsOf)) {
      for (const link of linksOf(en)) expect(helpPage(link), `${id} → ${link}`).toBeDefined()
      expect([...linksOf(zh)].sort(), `${id}: ${en}`).toEqual([...linksOf(en)].sort())
    }
  }
})

test('every page says something in both languages, with the same values as on the wire', () => {
  const wireOf = (words: string): readonly string[] =>
    stretchesOf(words).flatMap((stretch) => (stretch.kind === 'wire' ? [stretch.text] : []))
  const isSameOnTheWire = (text: string): boolean => !/host|port|NAME|search/u.test(text)
  for (const { id, title, blocks } of pages) {
    expect(title.zh, id).not.toBe('')
    expect(blocks.length, id).toBeGreaterThan(0)
    for (const { en, zh } of blocks.flatMap(wordsOf)) {
      expect(en.trim(), id).not.toBe('')
      expect(zh.trim(), `${id}: ${en}`).not.toBe('')
      expect(en, id).not.toMatch(/\p{Script=Han}/u)
      const wire = wireOf(en).filter(isSameOnTheWire)
      const wireZh = new Set(wireOf(zh))
      for (const text of wire) expect(wireZh.has(text), `${id}: \`${text}\` in ${zh}`).toBe(true)
    }
  }
})

test('sentences end as sentences do, and marks are closed', () => {
  for (const { id, blocks } of pages) {
    for (const block of blocks) {
      if (block.kind !== 'paragraph' && block.kind !== 'note') continue
      expect(block.words.en, id).toMatch(/[.:?)]$/u)
      expect(block.words.zh, id).toMatch(/[。：？）]$/u)
    }
    for (const { en, zh } of blocks.flatMap(wordsOf)) {
      for (const words of [en, zh]) {
        const plain = stretchesOf(words).map((each) => (each.kind === 'plain' ? each.text : ''))
        expect(plain.join(''), `${id}: ${words}`).not.toMatch(/\*\*|`|\[\[|\]\]/u)
      }
    }
  }
})

test('the page of the deployment profiles has the profiles that come with the program', () => {
  const shipped = JSON.parse(
    readFileSync(new URL('../../../resources/deployment-profiles.json', import.meta.url), 'utf8'),
  ) as readonly ShippedProfile[]
  const rows = helpPage('profiles')?.blocks.flatMap((each) =>
    each.kind === 'table' ? each.rows : [],
  )
  const wanted = shipped.map(({ name, why, minSeconds, maxSeconds, presetSeconds }) => {
    const range = minSeconds === maxSeconds ? `${minSeconds}` : `${minSeconds}–${maxSeconds}`
    const seconds = (words: string): Wording => ({ en: `${words} s`, zh: `${words} 秒` })
    return [name, seconds(range), seconds(`${presetSeconds}`), why]
  })
  expect(rows).toEqual(wanted)
})

test('labels that a page names are labels of the client', () => {
  const labels = { en: new Set<string>(), zh: new Set<string>() }
  const collect = (language: 'en' | 'zh', tree: object): void => {
    for (const value of Object.values(tree) as readonly (string | object)[]) {
      if (typeof value === 'string') labels[language].add(value.toLowerCase())
      else collect(language, value)
    }
  }
  collect('en', messages.en)
  collect('zh', messages.zh)
  const missing: string[] = []
  for (const { id, blocks } of pages.filter(({ id }) => id !== 'glossary')) {
    for (const words of blocks.flatMap(wordsOf)) {
      for (const language of ['en', 'zh'] as const) {
        for (const stretch of stretchesOf(words[language])) {
          if (stretch.kind !== 'label' || labels[language].has(stretch.text.toLowerCase())) continue
          missing.push(`${id} (${language}): ${stretch.text}`)
        }
      }
    }
  }
  expect(missing).toEqual([])
})
