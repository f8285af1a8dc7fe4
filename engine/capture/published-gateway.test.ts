import { expect, test } from 'vitest'
import { publishedGateway } from './published-gateway.ts'

const withFrom = (from: string): Buffer =>
  Buffer.from(
    ['PUBLISH sip:status@example.org SIP/2.0', 'Via: x', from, '', 'From: <sip:body@x>'].join(
      '\r\n',
    ),
  )

test.each([
  ['From: <sip:GW-A@example.org>;tag=1', 'GW-A'],
  ['f : "Carrier" <sips:GW-A:secret@example.org>;tag=1', 'GW-A'],
  ['FROM: sip:GW-A@example.org;tag=1', 'GW-A'],
  ['From: <sip:GW%20%E8%90%BD@example.org>', 'GW 落'],
  ['From: <sip:example.org>', ''],
  ['From: <tel:100>', ''],
  ['Subject: nothing', ''],
])('%s speaks of "%s"', (from, gateway) => {
  expect(publishedGateway(withFrom(from))).toBe(gateway)
})
