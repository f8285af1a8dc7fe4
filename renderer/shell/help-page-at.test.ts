import { Window } from 'happy-dom'
import { expect, test } from 'vitest'
import { helpPageAt } from './help-page-at.ts'

const page = `
  <ul><li id="line" data-line="calls"></li><li id="group" data-line="gatewayOperation"></li></ul>
  <div data-help-rows data-help="SS_SELECTED">
    <div row-id="SS_FOCUSED"><span id="cell"></span></div>
    <button id="panel"></button>
  </div>
  <div row-id="GW-A"><span id="otherCell"></span></div>`

const { document } = new Window()
document.body.innerHTML = page
const at = (id: string): string | undefined =>
  helpPageAt(document.getElementById(id) as unknown as Element, (line) => line === 'calls')

test('a row of a parameter grid is asked about by its key, what stands beside it by the selected one', () => {
  expect(at('cell')).toBe('SS_FOCUSED')
  expect(at('panel')).toBe('SS_SELECTED')
})

test('a row of any other grid says nothing of its own', () => {
  expect(at('otherCell')).toBeUndefined()
})

test('a line of the Navigation tree is asked about as its window, a group is none', () => {
  expect(at('line')).toBe('calls')
  expect(at('group')).toBeUndefined()
})

test('without any focus nothing is said', () => {
  expect(helpPageAt(null, () => true)).toBeUndefined()
})
