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
  helpPageAt(document.getElementById(id) as unknown as Element, 'routingGateways')

test('a row of a parameter grid is asked about by its key, what stands beside it by the selected one', () => {
  expect(at('cell')).toBe('SS_FOCUSED')
  expect(at('panel')).toBe('SS_SELECTED')
})

test('a row of any other grid is asked about as its window', () => {
  expect(at('otherCell')).toBe('routingGateways')
})

test('a line of the Navigation tree is asked about as its window, a group as the window that is active', () => {
  expect(at('line')).toBe('calls')
  expect(at('group')).toBe('routingGateways')
})

test('without any focus the active window is asked about, and without a window nothing', () => {
  expect(helpPageAt(null, 'calls')).toBe('calls')
  expect(helpPageAt(null, undefined)).toBeUndefined()
})
