import { expect, test } from 'vitest'
import { DialPlan } from '../../../engine/routing/number-translation.ts'
import { listOfPairs, pairsOf } from './comma-items.ts'
import { previewTranslation } from './dial-plan-preview.ts'

test('a pattern with * keeps the rest of the number', () => {
  expect(previewTranslation(pairsOf('0086*:9'), '008612345')).toEqual({ number: '912345', rule: 0 })
})

test('the first rule that matches is applied, and it is told which', () => {
  const rules = pairsOf('123:9,1*:8')
  expect(previewTranslation(rules, '123')).toEqual({ number: '9', rule: 0 })
  expect(previewTranslation(rules, '124')).toEqual({ number: '824', rule: 1 })
  expect(previewTranslation(rules, '555')).toEqual({ number: '555', rule: undefined })
})

test('a row in which nothing is typed yet matches nothing', () => {
  expect(previewTranslation([{ left: '', right: '' }], '12')).toEqual({
    number: '12',
    rule: undefined,
  })
})

/** A fixed sequence of numbers, so that a failure can be repeated. */
function createChooser(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * below)
  }
}

test('the preview says what the engine does, for every kind of rule and number', () => {
  const choose = createChooser(20)
  const digits = (most: number): string =>
    Array.from({ length: choose(most + 1) }, () => '012+#'[choose(5)]).join('')
  for (let round = 0; round < 3000; round++) {
    const rules = Array.from({ length: 1 + choose(5) }, () => {
      const pattern = digits(3) + (choose(2) === 0 ? '*' : '')
      const replacements = Array.from({ length: 1 + choose(3) }, () =>
        choose(4) === 0 ? `${digits(2)}*` : digits(3),
      )
      return `${pattern}:${replacements.join(';')}`
    }).filter((rule) => rule !== ':')
    const list = rules.join(',')
    const number = digits(6)
    const context = `${list} on ${number}`
    expect(listOfPairs(pairsOf(list)), context).toBe(list)
    const { number: previewed } = previewTranslation(pairsOf(list), number)
    expect(previewed, context).toBe(new DialPlan(list).translate(number))
  }
})
