import { expect, test } from 'vitest'
import { EngineError } from '../api/contract/errors.ts'
import { readDocumentText, writeDocumentText } from './document-text.ts'

test('a prefix written without quotes keeps its zeros, a switch is still a switch', () => {
  const text = 'routingGateways:\n  - { name: GW-A, prefix: 0086, allowPublish: true, memo: }\n'
  expect(readDocumentText(text)).toEqual({
    routingGateways: [{ name: 'GW-A', prefix: '0086', allowPublish: true, memo: null }],
  })
})

test('JSON is read as well', () => {
  expect(readDocumentText('{"trunkline": 1, "parameters": {"SS_SIP_PUBLISH_EXPIRE": 60}}')).toEqual(
    {
      trunkline: '1',
      parameters: { SS_SIP_PUBLISH_EXPIRE: '60' },
    },
  )
})

test.each(['yaml', 'json'] as const)('what is written as %s reads back', (form) => {
  const document = {
    trunkline: 1 as const,
    parameters: { SS_GATEWAY_SWITCH_LIMIT: 'None', SS_SIP_STOP_SWITCH_AFTER_SDP: 'On' },
    settings: { traceEnabled: false, listen: ['udp:127.0.0.1:5060'] },
    routingGateways: [{ name: '007', prefix: '0086,00', memo: 'yes: "quoted" \u4e2d\u6587\nno' }],
  }
  expect(readDocumentText(writeDocumentText(document, form))).toEqual({
    ...document,
    trunkline: '1',
  })
})

test('a document that is no YAML is refused with its line', () => {
  expect(() => readDocumentText('parameters:\n  a: [1, 2\nb: 3')).toThrow(EngineError)
  expect(() => readDocumentText('a: 1\na: 2')).toThrow(/cannot be read/)
})

test('aliases cannot multiply without bound', () => {
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]']
  for (const [name, of] of ['ba', 'cb', 'dc', 'ed', 'fe'].map((pair) => [...pair])) {
    bomb.push(`${name}: &${name} [${Array(9).fill(`*${of}`).join(',')}]`)
  }
  expect(() => readDocumentText(bomb.join('\n'))).toThrow(/aliases/)
})
