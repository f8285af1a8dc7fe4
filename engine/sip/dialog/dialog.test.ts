import { expect, test } from 'vitest'
import { buildRequest } from '../../testing/messages.ts'
import { createResponse } from '../message/message.ts'
import { formatUri } from '../message/uri.ts'
import { clientDialogState, contactOf, Dialog, serverDialogState } from './dialog.ts'
import { createDialogResponse } from './dialog-response.ts'

const destination = { protocol: 'udp', remote: { address: '192.0.2.1', port: 5060 } } as const

const invite = (fields: readonly (readonly [string, string])[] = []) =>
  buildRequest({ fields: [['Contact', '<sip:alice@192.0.2.4:5070>'], ...fields] })

const serverDialog = (fields: readonly (readonly [string, string])[] = []) =>
  new Dialog(serverDialogState(invite(fields), 'ours'), destination)

test('a UAS dialog is made of the request, RFC 3261 §12.1.1', () => {
  const request = invite([
    ['Record-Route', '<sip:p1.example.com;lr>, <sip:p2.example.com;lr>'],
    ['Record-Route', '<sip:p3.example.com;lr>'],
  ])
  const dialog = new Dialog(serverDialogState(request, 'ours'), destination)
  expect(dialog).toMatchObject({
    callId: request.callId,
    localTag: 'ours',
    remoteTag: '1928301774',
    localParty: '<sip:bob@biloxi.example.com>;tag=ours',
    remoteTarget: 'sip:alice@192.0.2.4:5070',
    localSequence: 0,
    remoteSequence: 314_159,
  })
  expect(dialog.routeSet).toEqual([
    '<sip:p1.example.com;lr>',
    '<sip:p2.example.com;lr>',
    '<sip:p3.example.com;lr>',
  ])
})

test('a UAC dialog is made of the response, its route set reversed, RFC 3261 §12.1.2', () => {
  const request = invite()
  const response = createResponse(request, 200, {
    toTag: '8321234356',
    fields: [
      ['Contact', '<sip:bob@192.0.2.9>'],
      ['Record-Route', '<sip:p1.example.com;lr>, <sip:p2.example.com;lr>'],
    ],
  })
  const dialog = new Dialog(clientDialogState(response, '1928301774'), destination)
  expect(dialog).toMatchObject({ remoteTag: '8321234356', remoteTarget: 'sip:bob@192.0.2.9' })
  expect(dialog.routeSet).toEqual(['<sip:p2.example.com;lr>', '<sip:p1.example.com;lr>'])
  expect(dialog.localSequence).toBe(314_159)
  expect(dialog.remoteSequence).toBe(-1)
})

test('requests carry rising sequence numbers, an ACK that of its INVITE', () => {
  const dialog = serverDialog()
  const [one, two] = ['INFO', 'BYE'].map((method) => dialog.request(method, { fields: [] }))
  expect([one?.cseq.sequence, two?.cseq.sequence]).toEqual([1, 2])
  expect(dialog.requestNumbered('ACK', 1, { fields: [] }).cseq).toEqual({
    sequence: 1,
    method: 'ACK',
  })
  expect(dialog.localSequence).toBe(2)
  expect(one?.requestUri).toBe('sip:alice@192.0.2.4:5070')
  expect(one?.from.tag).toBe('ours')
  expect(one?.to.tag).toBe('1928301774')
})

test('a loose route set goes into Route, the remote target into the Request-URI', () => {
  const dialog = serverDialog([['Record-Route', '<sip:p1.example.com;lr>, <sip:p2.example.com>']])
  const bye = dialog.request('BYE', { fields: [] })
  expect(bye.requestUri).toBe('sip:alice@192.0.2.4:5070')
  expect(bye.fields.all('Route')).toEqual(['<sip:p1.example.com;lr>', '<sip:p2.example.com>'])
  expect(dialog.nextHop && formatUri(dialog.nextHop)).toBe('sip:p1.example.com;lr')
})

test('a strict first route takes the Request-URI, RFC 3261 §12.2.1.1', () => {
  const dialog = serverDialog([['Record-Route', '<sip:p1.example.com>, <sip:p2.example.com;lr>']])
  const bye = dialog.request('BYE', { fields: [] })
  expect(bye.requestUri).toBe('sip:p1.example.com')
  expect(bye.fields.all('Route')).toEqual(['<sip:p2.example.com;lr>', '<sip:alice@192.0.2.4:5070>'])
})

test('requests out of order are told from retransmitted and newer ones', () => {
  const dialog = serverDialog()
  expect(dialog.takeSequence(314_158)).toBe(false)
  expect(dialog.takeSequence(314_160)).toBe(true)
  expect(dialog.takeSequence(314_159)).toBe(false)
  expect(dialog.takeSequence(314_170)).toBe(true)
})

test('a target refresh moves the remote target', () => {
  const dialog = serverDialog()
  expect(dialog.refreshTarget(invite())).toBe(false)
  const moved = buildRequest({ fields: [['Contact', '<sip:alice@192.0.2.5>;expires=60']] })
  expect(dialog.refreshTarget(moved)).toBe(true)
  expect(dialog.remoteTarget).toBe('sip:alice@192.0.2.5')
  expect(dialog.refreshTarget(buildRequest())).toBe(false)
})

test('only requests with the tag and Call-ID of the dialog belong to it', () => {
  const dialog = serverDialog()
  expect(dialog.matches(invite())).toBe(true)
  expect(dialog.matches(buildRequest({ callId: 'other' }))).toBe(false)
  expect(dialog.matches(buildRequest({ from: '<sip:alice@x>;tag=other' }))).toBe(false)
})

test('a peer without a tag has a null tag, RFC 3261 §12.1.1', () => {
  const old = buildRequest({ from: '<sip:alice@atlanta.example.com>' })
  const dialog = new Dialog(serverDialogState(old, 'ours'), destination)
  expect(dialog.remoteTag).toBe('')
  expect(dialog.matches(old)).toBe(true)
})

test('the first usable Contact counts', () => {
  const contacts = (value: string) =>
    contactOf(buildRequest({ fields: [['Contact', value]] }))?.uriText
  expect(contacts('<sip:a@b>, <sip:c@d>')).toBe('sip:a@b')
  expect(contacts('*')).toBeUndefined()
  expect(contacts('<<nonsense')).toBeUndefined()
})

test('a response of a dialog repeats Record-Route and carries our tag', () => {
  const request = invite([['Record-Route', '<sip:p1.example.com;lr>']])
  const ringing = createDialogResponse(request, 180, 'ours', ['Contact', '<sip:us@192.0.2.2>'])
  expect(ringing.fields.all('Record-Route')).toEqual(['<sip:p1.example.com;lr>'])
  expect(ringing.to.tag).toBe('ours')
  expect(ringing.topVia.branch).toBe(request.topVia.branch)
  const busy = createDialogResponse(request, 486, 'ours', [])
  expect(busy.fields.has('Record-Route')).toBe(false)
  const within = buildRequest({ to: '<sip:bob@biloxi.example.com>;tag=given' })
  expect(createDialogResponse(within, 200, 'ours', []).to.tag).toBe('given')
})
