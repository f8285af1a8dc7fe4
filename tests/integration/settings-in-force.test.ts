import { describe, expect, it } from 'vitest'
import { engineSettings, type EngineSettings } from '../../engine/api/contract/engine-settings.ts'
import { nodeSettingProofs, takePort } from './in-force/node-settings.ts'
import type { Proof } from './in-force/proof.ts'
import { publishSettingProofs } from './in-force/publish-settings.ts'
import { tlsSettingProofs } from './in-force/tls-settings.ts'
import { withEngine } from './in-force/running-engine.ts'

/** What hosts and guidance obey is proved there: http-host, web-interface, attached-servers and deployment-profiles.test.ts. */
const ofHosts = ['webAccess', 'noticeUrl', 'attachedServers', 'deploymentProfile'] as const

type SettingName = Exclude<keyof EngineSettings, (typeof ofHosts)[number]>

/** One proof for each setting: a missing one does not compile. */
const proofs: Readonly<Record<SettingName, Proof>> = {
  ...nodeSettingProofs,
  ...publishSettingProofs,
  ...tlsSettingProofs,
}
/** Only Linux has more loopback addresses than 127.0.0.1 from the start. */
const needsLinux: readonly string[] = ['sourceRateLimit' satisfies SettingName]

it('every engine setting has its proof', () => {
  const names = Object.keys(engineSettings.parse({}))
  expect([...Object.keys(proofs), ...ofHosts].toSorted()).toEqual(names.toSorted())
})

describe('an engine setting that is changed takes effect in the running engine', () => {
  for (const [name, proof] of Object.entries(proofs)) {
    const isSkipped = process.platform !== 'linux' && needsLinux.includes(name)
    it.skipIf(isSkipped)(`${name}: ${proof.shows}`, () =>
      withEngine((running) => proof.prove(running)),
    )
  }

  it('listen: an address that cannot be had is an alarm until it can or is wanted no more', () =>
    withEngine(async (running) => {
      const taken = await takePort()
      const listen = ['udp:127.0.0.1:0', `tcp:127.0.0.1:${String(taken.port)}`]
      const alarms = () => running.engine.alarms.current().map(({ type }) => type)
      running.setSettings({ listen })
      await running.until('the alarm', () => (alarms().length > 0 ? true : undefined))
      expect(alarms()).toEqual(['listenFailed'])
      running.setSettings({ listen: listen.slice(0, 1) })
      await running.until('no alarm', () => (alarms().length === 0 ? true : undefined))
      running.setSettings({ listen })
      await running.until('the alarm', () => (alarms().length > 0 ? true : undefined))
      await taken.release()
      running.setSettings({ listen, traceMessages: 1000 })
      await running.until('no alarm', () => (alarms().length === 0 ? true : undefined))
      expect(running.engine.view.sipAddresses()).toHaveLength(2)
    }))
})
