import { beforeEach, expect, test } from 'vitest'
import { createSeededIdSource } from '../kernel/id-source.ts'
import { defaultParameterValues } from '../parameters/parameter-catalogue.ts'
import type { SipResponse } from '../sip/message/message.ts'
import type { ServerTransaction } from '../sip/transaction/transaction-user.ts'
import { buildRequest, type RequestParts } from '../testing/messages.ts'
import { createRequestDispatch } from './request-dispatch.ts'

let told: string[]
let isKnown: boolean
let parameters: { values: typeof defaultParameterValues }
let responses: SipResponse[]

beforeEach(() => {
  told = []
  isKnown = true
  parameters = { values: defaultParameterValues }
  responses = []
})

/** Dispatches a request: who got it, or the code of the answer. */
function dispatch(parts: RequestParts): string {
  const take = createRequestDispatch({
    ...{ ids: createSeededIdSource(1), parameters, allowedEvents: 'presence' },
    calls: {
      onRequest({ method }) {
        if (method !== 'INVITE' && method !== 'BYE') return false
        told.push('calls')
        return true
      },
    },
    registrar: { onRegister: () => void told.push('registrar') },
    publishing: {
      onRequest() {
        told.push('publishing')
        return true
      },
    },
    isKnownSource: () => isKnown,
  })
  const request = buildRequest(parts)
  const transaction = {
    ...{ request, isFinished: false },
    flow: {
      protocol: 'udp',
      local: { address: '10.0.0.1', port: 5060 },
      remote: { address: '10.0.0.2', port: 5060 },
      connection: 0,
    },
    ...{ onCancel: undefined, onTimeout: undefined, onTransportError: undefined },
    respond: (response: SipResponse) => {
      responses.push(response)
      told.push(String(response.statusCode))
    },
    discard: () => void told.push('silence'),
  } as unknown as ServerTransaction
  take(request, transaction)
  return told.join(' ')
}

const inDialog = '<sip:bob@example.com>;tag=b'

test.each([
  [{ method: 'PUBLISH' }, 'publishing'],
  [{ method: 'SUBSCRIBE' }, 'publishing'],
  [{ method: 'REGISTER' }, 'registrar'],
  [{ method: 'INVITE' }, 'calls'],
  [{ method: 'BYE', to: inDialog }, 'calls'],
  // RFC 3261 §8.2.1: known but not possible here, and not known at all.
  [{ method: 'MESSAGE' }, '405'],
  [{ method: 'NOTIFY' }, '405'],
  [{ method: 'FROBNICATE' }, '501'],
  [{ method: 'FROBNICATE', to: inDialog }, '501'],
  // RFC 3261 §12.2.2.
  [{ method: 'NOTIFY', to: inDialog }, '481'],
  [{ method: 'OPTIONS', to: inDialog }, '481'],
] as const)('%o is for %s', (parts, expected) => {
  expect(dispatch(parts)).toBe(expected)
})

test('a refusal of a method says which are allowed', () => {
  dispatch({ method: 'FROBNICATE' })
  expect(responses[0]?.fields.get('Allow')).toContain('PUBLISH')
})

test('OPTIONS tells what this node can do', () => {
  expect(dispatch({ method: 'OPTIONS' })).toBe('200')
  const [answer] = responses
  expect(answer?.fields.get('Allow')).toContain('INVITE')
  expect(answer?.fields.get('Allow-Events')).toBe('presence')
  expect(answer?.fields.get('Accept')).toContain('application/sdp')
  expect(answer?.fields.get('Supported')).toBe('timer, 100rel')
})

test('OPTIONS that cannot be met is refused', () => {
  expect(dispatch({ method: 'OPTIONS', requestUri: 'tel:+49301234' })).toBe('416')
  expect(dispatch({ method: 'OPTIONS', fields: [['Require', 'teleport']] })).toBe('416 420')
  expect(responses[1]?.fields.get('Unsupported')).toBe('teleport')
})

test('a stranger who asks gets silence when strangers are not told', () => {
  parameters.values = { ...defaultParameterValues, SS_REPLY_UNAUTHORIZED: false }
  isKnown = false
  expect(dispatch({ method: 'OPTIONS' })).toBe('silence')
  isKnown = true
  expect(dispatch({ method: 'OPTIONS' })).toBe('silence 200')
})
