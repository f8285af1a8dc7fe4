import { describe, expect, test } from 'vitest'
import { createSeededIdSource } from '../../kernel/id-source.ts'
import { silentLogger } from '../../kernel/logger.ts'
import { createFakeClock } from '../../testing/fake-clock.ts'
import { isSipUri, parseUri } from '../message/uri.ts'
import type { SipUri } from '../message/uri.ts'
import type { DnsClient, NaptrRecord, SrvRecord } from './dns-client.ts'
import { createResolver } from './resolve-destination.ts'
import type { ResolverOptions } from './resolve-destination.ts'

interface Zone {
  naptr?: Record<string, readonly NaptrRecord[]>
  srv?: Record<string, readonly SrvRecord[]>
  a?: Record<string, readonly string[]>
  aaaa?: Record<string, readonly string[]>
  ttlSeconds?: number
}

function createZone(zone: Zone): { dns: DnsClient; asked: string[]; state: { isDead: boolean } } {
  const asked: string[] = []
  const state = { isDead: false }
  const answer = <R>(
    question: string,
    records: readonly R[] | undefined,
  ): Promise<readonly R[]> => {
    asked.push(question)
    return state.isDead ? Promise.reject(new Error('no server')) : Promise.resolve(records ?? [])
  }
  const dns: DnsClient = {
    naptr: (name) => answer(`NAPTR ${name}`, zone.naptr?.[name]),
    srv: (name) => answer(`SRV ${name}`, zone.srv?.[name]),
    async address(name, family) {
      const records = family === 4 ? zone.a?.[name] : zone.aaaa?.[name]
      const found = await answer(`${family === 4 ? 'A' : 'AAAA'} ${name}`, records)
      return found.map((address) => ({ address, ttlSeconds: zone.ttlSeconds }))
    },
  }
  return { dns, asked, state }
}

function createTested(zone: Zone, more: Partial<ResolverOptions> = {}) {
  const clock = createFakeClock()
  const { dns, asked, state } = createZone(zone)
  const ids = createSeededIdSource(7)
  const resolver = createResolver({ clock, log: silentLogger, dns, ids, ...more })
  return { clock, asked, state, resolver }
}

function uri(text: string): SipUri {
  const parsed = parseUri(text)
  if (parsed === undefined || !isSipUri(parsed)) throw new Error(text)
  return parsed
}

const shown = (list: readonly { protocol: string; remote: { address: string; port: number } }[]) =>
  list.map(({ protocol, remote }) => `${protocol} ${remote.address} ${remote.port}`)

const naptr = (order: number, service: string, replacement: string): NaptrRecord => ({
  order,
  preference: 50,
  flags: 's',
  service,
  replacement,
})

describe('RFC 3263 §4.1 and §4.2 without a look-up', () => {
  test.each([
    ['sip:bob@192.0.2.1', 'udp 192.0.2.1 5060'],
    ['sip:bob@192.0.2.1:5080', 'udp 192.0.2.1 5080'],
    ['sip:192.0.2.1;transport=tcp', 'tcp 192.0.2.1 5060'],
    ['sip:192.0.2.1;transport=TLS', 'tls 192.0.2.1 5061'],
    ['sips:192.0.2.1', 'tls 192.0.2.1 5061'],
    ['sips:192.0.2.1;transport=tcp', 'tls 192.0.2.1 5061'],
    ['sip:[2001:db8::1]:5070', 'udp 2001:db8::1 5070'],
    ['sip:example.com;maddr=192.0.2.9', 'udp 192.0.2.9 5060'],
  ])('%s is %s', (text, expected) => {
    const { resolver, asked } = createTested({})
    expect(shown(resolver.resolveNow(uri(text)) ?? [])).toEqual([expected])
    expect(asked).toEqual([])
  })
})

describe('RFC 3263 with DNS', () => {
  test('a name with a port is looked up as address only', async () => {
    const zone = {
      a: { 'gw.example.com': ['192.0.2.1', '192.0.2.2'] },
      aaaa: { 'gw.example.com': ['2001:db8::1'] },
    }
    const { resolver, asked } = createTested(zone)
    expect(resolver.resolveNow(uri('sip:gw.example.com:5070'))).toBeUndefined()
    const found = await resolver.resolve(uri('sip:gw.example.com:5070'))
    expect(shown(found)).toEqual([
      'udp 192.0.2.1 5070',
      'udp 192.0.2.2 5070',
      'udp 2001:db8::1 5070',
    ])
    expect(asked).toEqual(['A gw.example.com', 'AAAA gw.example.com'])
    expect(resolver.resolveNow(uri('sip:gw.example.com:5070'))).toEqual(found)
  })

  test('NAPTR decides the transport, SRV the hosts', async () => {
    const { resolver } = createTested({
      naptr: {
        'example.com': [
          naptr(100, 'SIP+D2U', '_sip._udp.example.com'),
          naptr(50, 'SIPS+D2T', '_sips._tcp.example.com'),
          naptr(90, 'SIP+D2T', '_sip._tcp.example.com'),
          naptr(10, 'E2U+sip', 'other.example.com'),
        ],
      },
      srv: {
        '_sips._tcp.example.com': [{ priority: 1, weight: 1, port: 5061, name: 'tls.example.com' }],
        '_sip._tcp.example.com': [{ priority: 1, weight: 1, port: 5062, name: 'b.example.com' }],
        '_sip._udp.example.com': [{ priority: 1, weight: 1, port: 5063, name: 'b.example.com' }],
      },
      a: { 'tls.example.com': ['192.0.2.1'], 'b.example.com': ['192.0.2.2'] },
    })
    const found = await resolver.resolve(uri('sip:bob@example.com'))
    expect(shown(found)).toEqual(['tls 192.0.2.1 5061', 'tcp 192.0.2.2 5062', 'udp 192.0.2.2 5063'])
    expect(found[0]?.serverName).toBe('example.com')
    expect(shown(await resolver.resolve(uri('sips:bob@example.com')))).toEqual([
      'tls 192.0.2.1 5061',
    ])
  })

  test('transports that nobody listens for are left out', async () => {
    const zone = {
      naptr: {
        'example.com': [naptr(1, 'SIPS+D2T', 'x'), naptr(2, 'SIP+D2U', '_sip._udp.example.com')],
      },
      srv: { '_sip._udp.example.com': [{ priority: 1, weight: 1, port: 5060, name: '192.0.2.7' }] },
    }
    const { resolver, asked } = createTested(zone, { supports: (protocol) => protocol === 'udp' })
    expect(shown(await resolver.resolve(uri('sip:example.com')))).toEqual(['udp 192.0.2.7 5060'])
    expect(asked).not.toContain('SRV x')
  })

  test('without NAPTR the SRV records of each transport are tried', async () => {
    const zone = {
      srv: {
        '_sip._tcp.example.com': [{ priority: 1, weight: 0, port: 5070, name: 'h.example.com' }],
      },
      a: { 'h.example.com': ['192.0.2.3'] },
    }
    const { resolver } = createTested(zone)
    expect(shown(await resolver.resolve(uri('sip:example.com')))).toEqual(['tcp 192.0.2.3 5070'])
  })

  test('an explicit transport asks for its SRV records alone', async () => {
    const { resolver, asked } = createTested({ a: { 'example.com': ['192.0.2.3'] } })
    const found = await resolver.resolve(uri('sip:example.com;transport=tcp'))
    expect(shown(found)).toEqual(['tcp 192.0.2.3 5060'])
    expect(asked).toEqual(['SRV _sip._tcp.example.com', 'A example.com', 'AAAA example.com'])
  })

  test('without any record but addresses the name itself is used', async () => {
    const { resolver } = createTested({ a: { 'example.com': ['192.0.2.3'] } })
    expect(shown(await resolver.resolve(uri('sip:example.com')))).toEqual(['udp 192.0.2.3 5060'])
    expect(shown(await resolver.resolve({ host: 'example.com', secure: true }))).toEqual([
      'tls 192.0.2.3 5061',
    ])
  })

  test('a target of "." offers nothing', async () => {
    const zone = {
      srv: { '_sip._udp.example.com': [{ priority: 0, weight: 0, port: 0, name: '.' }] },
    }
    const { resolver } = createTested(zone)
    expect(await resolver.resolve({ host: 'example.com', protocol: 'udp' })).toEqual([])
  })

  test('SRV weights share the load and priorities keep their order', async () => {
    const record = (priority: number, weight: number, last: number): SrvRecord => ({
      priority,
      weight,
      port: 5060,
      name: `192.0.2.${last}`,
    })
    const zone = {
      srv: { '_sip._udp.example.com': [record(2, 1, 3), record(1, 10, 1), record(1, 30, 2)] },
    }
    const { resolver } = createTested(zone)
    const target = { host: 'example.com', protocol: 'udp' } as const
    await resolver.resolve(target)
    let heavyFirst = 0
    for (let i = 0; i < 1000; i++) {
      const addresses = (resolver.resolveNow(target) ?? []).map(({ remote }) => remote.address)
      expect(addresses[2]).toBe('192.0.2.3')
      if (addresses[0] === '192.0.2.2') heavyFirst++
    }
    expect(heavyFirst).toBeGreaterThan(680)
    expect(heavyFirst).toBeLessThan(820)
  })
})

describe('the cache', () => {
  const target = { host: 'gw.example.com', port: 5060 }

  test('asks again after the time to live and serves the old answer meanwhile', async () => {
    const zone: Zone = { a: { 'gw.example.com': ['192.0.2.1'] }, ttlSeconds: 20 }
    const { resolver, clock, asked } = createTested(zone)
    await resolver.resolve(target)
    clock.advance(19_000)
    resolver.resolveNow(target)
    expect(asked).toHaveLength(2)
    clock.advance(2_000)
    zone.a = { 'gw.example.com': ['192.0.2.2'] }
    expect(shown(resolver.resolveNow(target) ?? [])).toEqual(['udp 192.0.2.1 5060'])
    for (let turn = 0; turn < 10; turn++) await Promise.resolve()
    expect(asked).toHaveLength(3)
    expect(shown(resolver.resolveNow(target) ?? [])).toEqual(['udp 192.0.2.2 5060'])
  })

  test('a name that does not exist is not asked for again at once', async () => {
    const { resolver, clock, asked } = createTested({})
    expect(await resolver.resolve(target)).toEqual([])
    expect(resolver.resolveNow(target)).toEqual([])
    expect(asked).toHaveLength(2)
    clock.advance(31_000)
    resolver.resolveNow(target)
    expect(asked).toHaveLength(4)
  })

  test('a dead DNS is an empty list, not an exception', async () => {
    const { resolver, state } = createTested({})
    state.isDead = true
    expect(await resolver.resolve({ host: 'example.com' })).toEqual([])
  })

  test('while DNS is dead the old answer goes on serving', async () => {
    const { resolver, clock, state } = createTested({
      a: { 'gw.example.com': ['192.0.2.1'] },
      ttlSeconds: 10,
    })
    await resolver.resolve(target)
    state.isDead = true
    for (let minute = 0; minute < 30; minute++) {
      clock.advance(60_000)
      expect(shown(await resolver.resolve(target))).toEqual(['udp 192.0.2.1 5060'])
    }
  })

  test('questions asked at the same time are asked once', async () => {
    const { resolver, asked } = createTested({ a: { 'gw.example.com': ['192.0.2.1'] } })
    await Promise.all([resolver.resolve(target), resolver.resolve(target)])
    expect(asked).toEqual(['A gw.example.com', 'AAAA gw.example.com'])
  })
})
