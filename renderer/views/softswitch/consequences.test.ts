import { describe, expect, test } from 'vitest'
import { engineSettings } from '../../../engine/api/contract/engine-settings.ts'
import { consequencesOf } from './consequences.ts'

const base = engineSettings.parse({
  listen: ['udp:127.0.0.1:5060'],
  publishTargets: [{ name: 'two', address: 'udp:192.0.2.2' }],
})
const of = (changes: object) =>
  consequencesOf(base, engineSettings.parse({ ...base, ...changes })).map(({ key, values }) => [
    key.slice('softswitch.consequence.'.length),
    ...Object.values(values),
  ])

describe('what is said before engine settings are applied', () => {
  test('nothing about changes that nobody notices', () => {
    expect(of({ publishCoalescingMs: 500, reduceBandPercent: 70, traceMessages: 200_000 })).toEqual(
      [],
    )
  })

  test('which addresses are closed and which are opened', () => {
    expect(of({ listen: ['udp:127.0.0.1:5062'] })).toEqual([
      ['closed', 'udp:127.0.0.1:5060'],
      ['opened', 'udp:127.0.0.1:5062'],
    ])
    expect(of({ listen: [] })).toEqual([['deaf']])
  })

  test('domain and node name are what others know this node by', () => {
    expect(of({ domain: 'example.net', nodeName: 'north' })).toEqual([
      ['domain', 'trunkline.local', 'example.net'],
      ['nodeName', 'node-1', 'north'],
    ])
  })

  test('weaker checks of others are named', () => {
    expect(of({ tlsVerifyPeers: false, digestAlgorithms: ['SHA-256'] })).toEqual([
      ['believing'],
      ['digest', 'MD5'],
    ])
  })

  test('other certificate files matter only where TLS is listened for', () => {
    expect(of({ tlsKeyFile: 'a.pem' })).toEqual([])
    expect(of({ tlsKeyFile: 'a.pem', listen: [...base.listen, 'tls:127.0.0.1:5061'] })).toEqual([
      ['opened', 'tls:127.0.0.1:5061'],
      ['certificate'],
    ])
  })

  test('a renamed target is removed and published to anew', () => {
    expect(of({ publishTargets: [{ name: 'three', address: 'udp:192.0.2.2' }] })).toEqual([
      ['targetsGone', 'two'],
      ['targetsAdded', 'three'],
    ])
  })

  test('what is deleted or sent away', () => {
    expect(
      of({ recordRetentionDays: 7, traceMegabytes: 1, noticeUrl: 'http://192.0.2.9/notify/' }),
    ).toEqual([['traceCut'], ['records', 7], ['notices', 'http://192.0.2.9/notify/']])
    expect(of({ traceEnabled: false, traceMegabytes: 1 })).toEqual([['noTrace']])
  })

  test('a stale policy with a risk', () => {
    expect(of({ stalePolicy: 'own count only' })).toEqual([['ownCountOnly']])
    expect(of({ stalePolicy: 'suspend gateway' })).toEqual([['suspendGateway']])
  })
})
