import type { Session } from 'electron'
import { beforeEach, describe, expect, it } from 'vitest'
import { session } from '../../tests/harness/electron-stand-in/session.ts'
import { confineRequests, readRemoteHost } from './remote-host.ts'

describe('another host', () => {
  it.each([
    ['https://switch.example', 'https://switch.example'],
    [' https://switch.example:7443/ ', 'https://switch.example:7443'],
    ['http://127.0.0.1:7080', 'http://127.0.0.1:7080'],
    ['http://[::1]:7080', 'http://[::1]:7080'],
  ])('%s is %s', (address, origin) => {
    expect(readRemoteHost(address)).toBe(origin)
  })

  it.each([
    ...['http://switch.example', 'https://switch.example/path', 'https://a:b@switch.example'],
    ...['wss://switch.example', 'switch.example', '', 'file:///', 'http://127.0.0.1.example'],
  ])('"%s" is refused with what is allowed', (address) => {
    expect(() => readRemoteHost(address)).toThrow(/allowed: an https address/)
  })
})

describe('requests of the page', () => {
  let remote: string | null = null
  let token: string | undefined

  beforeEach(() => {
    remote = null
    token = undefined
    confineRequests(session.defaultSession as unknown as Session, {
      remoteHost: () => remote,
      token: () => token,
    })
  })

  function ask(url: string): { cancel?: boolean; requestHeaders?: Record<string, string> } {
    const told = {}
    const details = { url, requestHeaders: { Origin: 'app://trunkline', Accept: '*/*' } }
    const take = (answer: object): void => void Object.assign(told, answer)
    session.defaultSession.beforeRequest?.(details, take)
    session.defaultSession.beforeSendHeaders?.(details, take)
    return told
  }

  it('stay inside while the engine of this desktop is shown', () => {
    expect(ask('app://trunkline/assets/a.js')).toEqual({ cancel: false })
    expect(ask('data:image/png;base64,AA').cancel).toBe(false)
    expect(ask('https://switch.example/').cancel).toBe(true)
    expect(ask('file:///etc/passwd').cancel).toBe(true)
    expect(ask('app://elsewhere/').cancel).toBe(true)
  })

  it('reach the host that was chosen, as its own client would, with the sign-in', () => {
    remote = 'https://switch.example:7443'
    token = 'abc'
    expect(ask('wss://switch.example:7443/rpc')).toEqual({
      cancel: false,
      requestHeaders: { Origin: remote, Accept: '*/*', Authorization: 'Bearer abc' },
    })
    expect(ask('https://switch.example/').cancel).toBe(true)
    expect(ask('http://switch.example:7443/').cancel).toBe(true)
  })

  it('show no sign-in to anybody else', () => {
    remote = 'https://switch.example'
    token = 'abc'
    expect(ask('https://evil.example/').requestHeaders).toBeUndefined()
    token = undefined
    expect(ask('https://switch.example/').requestHeaders).not.toHaveProperty('Authorization')
  })
})
