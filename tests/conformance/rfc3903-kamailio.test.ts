import { afterEach, expect, it } from 'vitest'
import type { PublishTarget } from '../../engine/api/contract/engine-settings.ts'
import type { AgentPublicationView } from '../../engine/publish/agent-publication.ts'
import { eventually } from '../harness/eventually.ts'
import { startKamailioPresence } from '../harness/kamailio.ts'
import type { Kamailio } from '../harness/kamailio.ts'
import { describeWithTools } from '../harness/required-tools.ts'
import { startPresenceNode } from './presence-node.ts'
import type { PresenceNode } from './presence-node.ts'

describeWithTools(
  ['kamailio', 'kamailio presence', 'kamailio sqlite', 'sqlite3'],
  'our agent and Kamailio as RFC 3903 server',
  () => {
    let kamailio: Kamailio | undefined
    let node: PresenceNode | undefined

    afterEach(async () => {
      await node?.stop()
      await kamailio?.stop()
      node = undefined
      kamailio = undefined
    })

    const start = async (
      options: Parameters<typeof startKamailioPresence>[0],
      credentials: Pick<PublishTarget, 'user' | 'password'> = { user: '', password: '' },
      publishExpireSeconds = 300,
    ): Promise<PresenceNode> => {
      kamailio = await startKamailioPresence(options)
      node = await startPresenceNode({
        isPublishing: true,
        publishExpireSeconds,
        gateways: [{ name: 'GW-A', allowPublish: true, capacity: 10 }],
        settings: {
          publishTargets: [
            {
              name: 'kamailio',
              address: `udp:127.0.0.1:${String(kamailio.port)}`,
              kind: 'server',
              domain: '127.0.0.1',
              ...credentials,
            },
          ],
        },
      })
      return node
    }
    const view = (each: PresenceNode): AgentPublicationView | undefined =>
      [...each.publishing.agent.publications()].find((one) => one.target === 'kamailio')
    const published = (each: PresenceNode, previous?: string): Promise<string> =>
      eventually('a tag', () => {
        const { state, entityTag } = view(each) ?? {}
        return state === 'published' && entityTag !== previous ? entityTag : undefined
      })
    const toKamailio = (each: PresenceNode): readonly string[] =>
      each.sent.filter((text) => text.startsWith('PUBLISH sip:GW-A@127.0.0.1 '))

    it('gets 200 with a SIP-ETag for initial, refresh and modify, and removes in order', async () => {
      const agent = await start({})
      const first = await published(agent)
      agent.publishing.agent.refreshNow('GW-A')
      const second = await published(agent, first)
      await new Promise((resolve) => setTimeout(resolve, 1100))
      agent.setActive('GW-A', 10)
      const third = await published(agent, second)
      expect(new Set([first, second, third]).size).toBe(3)
      agent.setGateway({ name: 'GW-A', allowPublish: false })
      await eventually('the removal', () => (view(agent) === undefined ? true : undefined))
      const sent = toKamailio(agent)
      expect(sent).toHaveLength(4)
      expect(sent[1]).toContain(`SIP-If-Match: ${first}`)
      expect(sent[2]).toContain(`SIP-If-Match: ${second}`)
      expect(sent[2]).toContain('status="full"')
      expect(sent[3]).toMatch(/Expires: 0\r\n/)
      expect(agent.alarms.size).toBe(0)
    })

    it('takes Min-Expires of its 423 and raises the alarm', async () => {
      const agent = await start({ withMinExpires: true }, undefined, 30)
      await published(agent)
      expect(view(agent)?.grantedSeconds).toBe(60)
      expect(agent.alarms.get('minExpiresConflict kamailio')?.text).toMatch(/60 s.*30 s/)
    })

    it('answers its 401 by digest', async () => {
      const agent = await start({ withDigest: true }, { user: 'alice', password: 'secret' })
      await published(agent)
      expect(toKamailio(agent)).toHaveLength(2)
      expect(toKamailio(agent)[1]).toMatch(/Authorization: Digest username="alice"/)
    })

    it('shows the answer when the password is wrong', async () => {
      const agent = await start({ withDigest: true }, { user: 'alice', password: 'wrong' })
      await eventually('the refusal', () =>
        view(agent)?.lastError.startsWith('401') === true ? true : undefined,
      )
      expect(view(agent)?.state).toBe('retrying')
    })
  },
)
