import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runCommand } from '../harness/command-line.ts'
import { eventually } from '../harness/eventually.ts'
import { startHost, type Host } from '../harness/host.ts'
import { decodeCapture, startPacketCapture, type PacketCapture } from '../harness/packet-capture.ts'
import { describeWithTools } from '../harness/required-tools.ts'
import { createTemporaryFolder } from '../harness/temporary-folder.ts'

const pidfSchema = join(import.meta.dirname, '../data/pidf.xsd')
const intervalMs = 30_000

interface SeenPublish {
  readonly atMs: number
  readonly expires: string
  readonly body: string
}

describeWithTools(
  ['tcpdump', 'tshark', 'xmllint'],
  'a gateway with Allow Publish, as tcpdump sees it on loopback',
  () => {
    let host: Host
    let capture: PacketCapture

    const publishesSeen = (): SeenPublish[] =>
      decodeCapture(capture.file, ['frame.time_epoch', 'sip.Expires', 'udp.payload'], {
        filter: 'sip.Method == "PUBLISH"',
        sipPorts: [host.sipPort],
      }).map((packet) => ({
        atMs: Number(packet['frame.time_epoch']) * 1000,
        expires: packet['sip.Expires'],
        body: Buffer.from(packet['udp.payload'], 'hex').toString('utf8').split('\r\n\r\n')[1] ?? '',
      }))

    const publishesSince = (sinceMs: number): SeenPublish[] =>
      publishesSeen().filter((publish) => publish.atMs >= sinceMs)

    const setParameter = (value: string) =>
      runCommand(['param', 'set', 'SS_SIP_PUBLISH_EXPIRE', value, '--data', host.dataFolder])

    beforeAll(async () => {
      host = await startHost()
      capture = await startPacketCapture([host.sipPort], 240_000)
      await host.web.demand('CreateGatewayRouting', {
        name: 'GW-Carrier-A',
        prefix: '1',
        remoteIp: '127.0.0.1',
        signalPort: 9,
        capacity: 100,
        allowPublish: true,
      })
    })

    afterAll(async () => {
      await host.stop()
      await capture.stop()
      capture.remove()
      host.removeData()
    })

    it('is published with Expires equal to the parameter and a body that the PIDF schema accepts', async () => {
      const first = await eventually('a PUBLISH', () => publishesSeen()[0], 10_000, 500)
      expect(first.expires).toBe('300')
      const folder = createTemporaryFolder()
      const file = join(folder.path, 'body.xml')
      writeFileSync(file, first.body)
      const { status, stderr } = spawnSync('xmllint', [
        '--nonet',
        '--noout',
        '--schema',
        pidfSchema,
        file,
      ])
      folder.remove()
      expect(stderr.toString()).toContain('validates')
      expect(status).toBe(0)
      expect(first.body).toContain('GW-Carrier-A')
    })

    it('is published with 45 within 10 s of `trunkline param set SS_SIP_PUBLISH_EXPIRE 45`', async () => {
      const setAtMs = Date.now()
      expect(await setParameter('45')).toMatchObject({ code: 0, errors: '' })
      const next = await eventually(
        'a PUBLISH with the new value',
        () => publishesSince(setAtMs).find((publish) => publish.expires === '45'),
        12_000,
        500,
      )
      expect(next.atMs - setAtMs).toBeLessThanOrEqual(10_000)
    })

    it(
      'is refreshed once per interval, between 80 % and 90 % of it',
      { timeout: 120_000 },
      async () => {
        const setAtMs = Date.now()
        expect((await setParameter(String(intervalMs / 1000))).code).toBe(0)
        await eventually(
          'the next refresh',
          () => (publishesSince(setAtMs).length >= 2 ? true : undefined),
          45_000,
          1000,
        )
        const [first, second] = publishesSince(setAtMs)
        const waitedMs = (second?.atMs ?? 0) - (first?.atMs ?? 0)
        expect(waitedMs).toBeGreaterThanOrEqual(intervalMs * 0.8 - 250)
        expect(waitedMs).toBeLessThanOrEqual(intervalMs * 0.9 + 1000)
      },
    )

    it(
      'causes no PUBLISH for a whole interval once the box is unchecked',
      { timeout: 120_000 },
      async () => {
        await host.web.demand('ModifyGatewayRouting', { name: 'GW-Carrier-A', allowPublish: false })
        const removal = await eventually(
          'the removal',
          () => publishesSeen().find((publish) => publish.expires === '0'),
          10_000,
          500,
        )
        await new Promise((resolve) => setTimeout(resolve, intervalMs + 1000))
        expect(publishesSince(removal.atMs + 100)).toEqual([])
      },
    )
  },
)
