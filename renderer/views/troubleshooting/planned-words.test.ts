import { expect, test } from 'vitest'
import type { Translate } from '../../composables/use-text.ts'
import { plannedWords } from './planned-words.ts'

const t: Translate = (key) => key

test('a box of a gateway is said with yes and no, and can be left out', () => {
  const planned = { name: 'GW-A', field: 'allowPublish', from: false, to: true }
  expect(plannedWords({ object: 'routing gateway', ...planned }, t)).toEqual({
    ...{ key: 'routing gateway GW-A allowPublish', gateway: 'GW-A', object: 'GW-A' },
    ...{ field: 'gateways.field.allowPublish', from: 'grid.no', to: 'grid.yes' },
  })
})

test('a line limit of 0 is said in words', () => {
  const planned = { name: 'GW-A', field: 'capacity', from: 0, to: 8 }
  expect(plannedWords({ object: 'routing gateway', ...planned }, t)).toMatchObject({
    ...{ field: 'gateways.field.capacity', from: 'component.unlimited', to: '8' },
  })
})

test('a parameter is the object itself', () => {
  const planned = { name: 'SS_SIP_PUBLISH_EXPIRE', field: 'value', from: '1800', to: '300' }
  expect(plannedWords({ object: 'parameter', ...planned }, t)).toMatchObject({
    ...{ gateway: '', object: 'SS_SIP_PUBLISH_EXPIRE', from: '1800', to: '300' },
  })
})
