import { describe, expect, it } from 'vitest'
import { buildRequest, buildSampleInvite } from '../../testing/messages.ts'
import { createResponse } from './message.ts'
import { serializeMessage } from './serialize-message.ts'

describe('SipRequest', () => {
  it('typed getters follow a change after forget', () => {
    const request = buildRequest()
    expect(request.from.tag).toBe('1928301774')
    request.fields.set('From', '<sip:c@h>;tag=2')
    expect(request.from.tag).toBe('1928301774')
    request.forget()
    expect(request.from.tag).toBe('2')
  })

  it('topVia is the first element of a comma list', () => {
    const request = buildRequest({ via: ['SIP/2.0/UDP a;branch=1 , SIP/2.0/UDP b;branch=2'] })
    expect(request.topVia.branch).toBe('1')
  })

  it('uri follows requestUri', () => {
    const request = buildRequest()
    expect(request.uri).toMatchObject({ user: 'bob' })
    request.requestUri = 'sip:carol@h'
    expect(request.uri).toMatchObject({ user: 'carol' })
    request.requestUri = 'nonsense'
    expect(request.uri).toBeUndefined()
  })

  it('Max-Forwards is read as a number', () => {
    const request = buildRequest()
    expect(request.maxForwards).toBe(70)
    request.fields.remove('Max-Forwards')
    expect(request.maxForwards).toBeUndefined()
  })

  it('a field that is missing in what we built is a bug', () => {
    const request = buildRequest()
    request.fields.remove('Call-ID')
    expect(() => request.callId).toThrow('Call-ID')
  })
})

describe('createResponse, RFC 3261 §8.2.6', () => {
  it('copies all Via, From, To, Call-ID and CSeq, and adds the To tag', () => {
    const request = buildSampleInvite()
    const response = createResponse(request, 180, { toTag: 'abc' })
    expect(response.fields.all('Via')).toEqual(request.fields.all('Via'))
    expect(response.fields.get('From')).toBe(request.fields.get('From'))
    expect(response.to.tag).toBe('abc')
    expect(response.callId).toBe(request.callId)
    expect(response.cseq).toEqual(request.cseq)
    expect(response.reasonPhrase).toBe('Ringing')
    expect(response.fields.has('Record-Route')).toBe(false)
  })

  it('keeps a To tag that is there', () => {
    const request = buildRequest({ to: '<sip:b@h>;tag=first' })
    expect(createResponse(request, 200, { toTag: 'second' }).fields.get('To')).toBe(
      '<sip:b@h>;tag=first',
    )
  })

  it('copies Timestamp into 100 only', () => {
    const request = buildRequest({ fields: [['Timestamp', '54']] })
    expect(createResponse(request, 100).fields.get('Timestamp')).toBe('54')
    expect(createResponse(request, 200, { toTag: 'a' }).fields.has('Timestamp')).toBe(false)
  })

  it('carries more fields and a body', () => {
    const response = createResponse(buildRequest(), 200, {
      toTag: 'a',
      reasonPhrase: 'Fine',
      fields: [['Contact', '<sip:b@h>']],
      contentType: 'application/sdp',
      body: Buffer.from('v=0\r\n'),
    })
    expect(serializeMessage(response).toString()).toMatch(
      /^SIP\/2\.0 200 Fine\r\n[\s\S]*Contact: <sip:b@h>\r\nContent-Type: application\/sdp\r\nContent-Length: 5\r\n\r\nv=0\r\n$/,
    )
  })
})
