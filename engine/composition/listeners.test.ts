import { beforeEach, describe, expect, test } from 'vitest'
import { engineSettings, type EngineSettings } from '../api/contract/engine-settings.ts'
import { EngineError } from '../api/contract/errors.ts'
import { silentLogger } from '../kernel/logger.ts'
import type { ListenAddress } from '../sip/transport/transport.ts'
import { formatListenAddress, Listeners, ownAddress, parseListenAddress } from './listeners.ts'

test.each([
  ['udp:127.0.0.1:5060', { protocol: 'udp', address: '127.0.0.1', port: 5060 }],
  ['tcp:[::1]:0', { protocol: 'tcp', address: '::1', port: 0 }],
] as const)('%s is read and written back', (text, address) => {
  expect(parseListenAddress(text)).toEqual(address)
  expect(formatListenAddress(address)).toBe(text)
})

test.each([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
  ['10.0.0.1', '10.0.0.1'],
])('a listener on %s is reached at %s', (address, own) => {
  expect(ownAddress({ address })).toBe(own)
})

describe('listeners follow the settings', () => {
  let settings: { values: EngineSettings }
  let steps: string[]
  let taken: string
  let alarms: Set<string>
  let listeners: Listeners
  const inUse = new EngineError('PORT_IN_USE', 'the address is taken')

  const listen = (...addresses: readonly string[]): Promise<void> => {
    settings.values = { ...settings.values, listen: [...addresses] }
    return listeners.settingsChanged()
  }

  beforeEach(async () => {
    settings = { values: engineSettings.parse({ listen: ['udp:10.0.0.1:5060'] }) }
    steps = []
    taken = ''
    alarms = new Set()
    const transport = {
      listen(address: ListenAddress) {
        const text = formatListenAddress(address)
        if (text === taken) return Promise.reject(inUse)
        steps.push(`open ${text}`)
        return Promise.resolve(address.port === 0 ? { ...address, port: 40_000 } : address)
      },
      unlisten(address: ListenAddress) {
        steps.push(`close ${formatListenAddress(address)}`)
        return Promise.resolve()
      },
    }
    listeners = new Listeners({
      ...{ settings, transport, log: silentLogger },
      alarms: {
        raise: ({ type, subject }) => void alarms.add(`${type} ${subject}`),
        clear: (type, subject) => void alarms.delete(`${type} ${subject}`),
      },
    })
    await listeners.start()
  })

  test('what stays is not touched, what goes is closed before what comes is opened', async () => {
    await listen('udp:10.0.0.1:5060', 'tcp:10.0.0.1:0')
    await listen('tcp:10.0.0.1:0', 'udp:0.0.0.0:5060')
    expect(steps).toEqual([
      'open udp:10.0.0.1:5060',
      'open tcp:10.0.0.1:0',
      'close udp:10.0.0.1:5060',
      'open udp:0.0.0.0:5060',
    ])
    expect(listeners.addresses.map(formatListenAddress)).toEqual([
      'tcp:10.0.0.1:40000',
      'udp:0.0.0.0:5060',
    ])
  })

  test('an address that cannot be had is an alarm until it can', async () => {
    taken = 'udp:10.0.0.1:5070'
    await listen('udp:10.0.0.1:5060', taken)
    expect([...alarms]).toEqual(['listenFailed udp:10.0.0.1:5070'])
    const wanted = taken
    taken = ''
    await listen('udp:10.0.0.1:5060', wanted)
    expect(alarms.size).toBe(0)
    expect(listeners.addresses).toHaveLength(2)
  })

  test('an address that is wanted no more is no alarm', async () => {
    taken = 'udp:10.0.0.1:5070'
    await listen('udp:10.0.0.1:5060', taken)
    await listen('udp:10.0.0.1:5060')
    expect(alarms.size).toBe(0)
  })

  test('a TLS listener without a certificate is an alarm that names the setting', async () => {
    await listen('tls:10.0.0.1:5061')
    expect([...alarms]).toEqual(['listenFailed tls:10.0.0.1:5061'])
  })

  test('the first address that cannot be had ends the start', async () => {
    const fresh = new Listeners({
      settings,
      transport: {
        listen: () => Promise.reject(inUse),
        unlisten: () => Promise.resolve(),
      },
      ...{ alarms: { raise: () => undefined, clear: () => undefined }, log: silentLogger },
    })
    await expect(fresh.start()).rejects.toMatchObject({ code: 'PORT_IN_USE' })
  })
})
