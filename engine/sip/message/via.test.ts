import { describe, expect, it } from 'vitest'
import { parseVia } from './via.ts'

describe('parseVia', () => {
  it('reads transport, sent-by and parameters', () => {
    const via = parseVia('SIP/2.0/UDP 192.0.2.1:5062;branch=z9hG4bKa;rport=5063;received=192.0.2.9')
    expect(via).toMatchObject({
      transport: 'UDP',
      host: '192.0.2.1',
      port: 5062,
      branch: 'z9hG4bKa',
      rport: 5063,
      received: '192.0.2.9',
    })
  })

  it('an rport without a value asks for one, RFC 3581', () => {
    expect(parseVia('SIP/2.0/UDP h;rport')?.rport).toBe(true)
    expect(parseVia('SIP/2.0/UDP h;rport=')?.rport).toBe(true)
    expect(parseVia('SIP/2.0/UDP h')?.rport).toBeUndefined()
    expect(parseVia('SIP/2.0/UDP h;rport=99999')?.rport).toBeUndefined()
  })

  it('takes blanks wherever the grammar does', () => {
    expect(parseVia('SIP / 2.0 / tcp  h : 5060 ; branch = b')).toMatchObject({
      transport: 'TCP',
      host: 'h',
      port: 5060,
      branch: 'b',
    })
  })

  it('reads IPv6 with brackets', () => {
    expect(parseVia('SIP/2.0/TLS [2001:db8::1]:5061')).toMatchObject({
      host: '2001:db8::1',
      port: 5061,
    })
  })

  it.each([
    '',
    'SIP/2.0/UDP',
    'SIP/2.0/UDP ',
    'SIP/2.0 UDP h',
    'SIP/2.0/ h',
    'SIP/2.0/UDP h:x',
    'SIP/2.0/UDP h;',
    'SIP/2.0/UDP h;;branch=a',
    'SIP/2.0/UDP h, SIP/2.0/UDP g',
    'SIP/2.0/UDP [::1',
    'SIP/2.0/UDP h branch=a',
  ])('refuses %j', (text) => {
    expect(parseVia(text)).toBeUndefined()
  })
})
