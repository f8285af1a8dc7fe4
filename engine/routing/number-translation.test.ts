import { describe, expect, it } from 'vitest'
import { DialPlan } from './number-translation.ts'

const translations: readonly (readonly [what: string, plan: string, from: string, to: string])[] = [
  ['an empty dial plan leaves the number alone', '', '8613800', '8613800'],
  [
    'a pattern with a trailing * replaces the prefix and keeps the rest',
    '0*:0086',
    '01088',
    '00861088',
  ],
  ['an empty replacement takes the prefix away', '9*:', '913800', '13800'],
  ['a * at the end of the replacement stands for the rest', '00*:+*', '0086', '+86'],
  ['a pattern without * matches the whole number', '110:8610110', '110', '8610110'],
  ['a pattern without * does not match a longer number', '110:8610110', '1101', '1101'],
  ['a lone * puts the replacement in front of any number', '*:77', '1234', '771234'],
  ['an empty pattern puts the replacement in front of any number', ':77', '1234', '771234'],
  ['the first rule that matches wins, not the longest', '1*:A0,138*:B0', '1380', 'A0380'],
  ['an earlier longer rule wins over a later shorter one', '138*:6,1*:7', '1380', '60'],
  ['a whole-number rule after a matching prefix rule is not reached', '1*:5,110:9', '110', '510'],
  ['a whole-number rule before it is', '110:9,1*:5', '110', '9'],
  ['rules are applied once', '1*:2,2*:3', '15', '25'],
  ['a number no rule matches stays', '1*:2', '35', '35'],
  ['a * before the last character is a dialled digit', '*67*:', '*671234', '1234'],
  ['a plus sign is part of the number', '+86*:0', '+8610', '010'],
  ['blanks around rules are ignored', ' 1* : 2 , 3*:4 ', '35', '45'],
  ['a number equal to the literal of a prefix rule matches', '86*:', '86', ''],
]

describe('dial plan', () => {
  it.each(translations)('%s', (_what, plan, from, to) => {
    expect(new DialPlan(plan).translate(from)).toBe(to)
  })

  it('gives the same number the same of several replacements and spreads different ones', () => {
    const plan = new DialPlan('0*:1;2;3')
    const firstDigits = new Set<string>()
    for (let i = 0; i < 100; i++) {
      const number = `0${1000 + i}`
      expect(plan.translate(number)).toBe(plan.translate(number))
      expect(plan.translate(number).slice(1)).toBe(number.slice(1))
      firstDigits.add(plan.translate(number).charAt(0))
    }
    expect([...firstDigits].sort()).toEqual(['1', '2', '3'])
  })
})
