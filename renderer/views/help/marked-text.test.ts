import { expect, test } from 'vitest'
import { readText, stretchesOf } from './marked-text.ts'

test('words are split into plain text, labels, what is on the wire, and links', () => {
  expect(stretchesOf('Check **Allow Publish** in [[routingGateways]]: `Expires` follows.')).toEqual(
    [
      { kind: 'plain', text: 'Check ' },
      { kind: 'label', text: 'Allow Publish' },
      { kind: 'plain', text: ' in ' },
      { kind: 'link', page: 'routingGateways' },
      { kind: 'plain', text: ': ' },
      { kind: 'wire', text: 'Expires' },
      { kind: 'plain', text: ' follows.' },
    ],
  )
})

test('words without marks are one stretch, and no words are none', () => {
  expect(stretchesOf('as it is * [not a link]')).toEqual([
    { kind: 'plain', text: 'as it is * [not a link]' },
  ])
  expect(stretchesOf('')).toEqual([])
})

test('a link is read as the title of its page', () => {
  expect(readText('See [[calls]] and **OK**.', (page) => `<${page}>`)).toBe('See <calls> and OK.')
})
