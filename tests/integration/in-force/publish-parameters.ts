import { expect } from 'vitest'
import type { ParameterName } from '../../../engine/parameters/parameter-catalogue.ts'
import { plainPidf } from '../../conformance/sip-client.ts'
import type { Proof } from './proof.ts'
import { fieldOf, grantAsAsked } from './wire-peer.ts'

export const publishProofs = {
  SS_SIP_PUBLISH_EXPIRE: {
    shows: 'the lifetime asked for in PUBLISH and granted to one that names none',
    async prove(running) {
      const node = await running.openPeer()
      node.onOutside = grantAsAsked(300)
      const address = `udp:127.0.0.1:${String(node.endpoint.port)}`
      running.setSettings({
        publishTargets: [
          { name: 'node-2', address, kind: 'node', domain: '', user: '', password: '' },
        ],
      })
      const gateway = await running.openGateway('GW', { allowPublish: true })
      const granted = async (): Promise<string | undefined> => {
        const asked = gateway.ask(running.target, 'PUBLISH', {
          uri: `sip:GW@127.0.0.1:${String(running.target.port)}`,
          fields: ['Event', 'presence'],
          body: plainPidf('pres:GW@example.com'),
        })
        await running.until('answer to PUBLISH', () => asked.statusCode)
        return asked.responses.at(-1)?.fields.get('Expires')
      }
      await running.until('the first PUBLISH', () => node.last('PUBLISH '))
      expect(fieldOf(node.last('PUBLISH ')?.text, 'Expires')).toBe('300')
      expect(await granted()).toBe('300')

      running.set({ SS_SIP_PUBLISH_EXPIRE: '60' })
      await running.pass(10)
      expect(fieldOf(node.last('PUBLISH ')?.text, 'Expires')).toBe('60')
      expect(await granted()).toBe('60')
      const before = node.received('PUBLISH ').length
      await running.pass(60)
      // One PUBLISH per lifetime, between 80 and 90 % of it.
      expect(node.received('PUBLISH ').length - before).toBe(1)
    },
  },
} as const satisfies Partial<Record<ParameterName, Proof>>
