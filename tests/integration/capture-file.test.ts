import { spawnSync } from 'node:child_process'
import type { Socket } from 'node:dgram'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type {
  CaptureFacts,
  PublishVerification,
} from '../../engine/api/contract/capture-procedures.ts'
import { udpPacket } from '../../engine/capture/ip-packet.ts'
import { ipv4Fragments, pcapFile } from '../../engine/testing/capture-files.ts'
import { startChild, type Child } from '../harness/child.ts'
import { runCommand } from '../harness/command-line.ts'
import { eventually } from '../harness/eventually.ts'
import { startHost, type Host } from '../harness/host.ts'
import {
  document,
  openScene,
  publishAddress,
  publishText,
  talkOverDatagrams,
  talkOverTcp,
} from '../harness/publish-traffic.ts'
import { describeWithTools } from '../harness/required-tools.ts'
import { createTemporaryFolder, type TemporaryFolder } from '../harness/temporary-folder.ts'

type Report = PublishVerification & { readonly file: string; readonly facts: CaptureFacts }

const fragmentPath = {
  source: { address: publishAddress, port: 5060 },
  destination: { address: '127.77.0.2', port: 5060 },
}
const sentMetric = 'trunkline_publish_sent_total'

const portOf = (socket: Socket): number => socket.address().port

describeWithTools(['tcpdump', 'tshark'], 'a capture of tcpdump', () => {
  let folder: TemporaryFolder
  let file: string
  const ports: number[] = []

  /** Traffic of every kind that a capture may hold, on addresses of its own. */
  beforeAll(async () => {
    folder = createTemporaryFolder()
    file = join(folder.path, 'all.pcap')
    const four = await openScene('udp4')
    const six = await openScene('udp6')
    const sixPorts = [portOf(six.agent), portOf(six.target)].map((port) => `port ${port}`)
    const filter = `host ${publishAddress} or (ip6 and (ip6[6] == 44 or ${sixPorts.join(' or ')}))`
    const tcpdump = await record(file, filter)
    const host = await startHost({ args: ['--sip', `udp:${publishAddress}:0`] })
    try {
      await publishByHost(host)
      await talkOverDatagrams(four, six)
      const tcpPort = await talkOverTcp([
        { gateway: 'TCP-1', cseq: 1, expires: 120, body: document(5000) },
        { gateway: 'TCP-2', cseq: 1, expires: 120, body: document(1) },
        { gateway: 'TCP-1', cseq: 2, expires: 120, ifMatch: 'tag' },
      ])
      ports.push(tcpPort, host.sipPort, portOf(four.agent), portOf(four.target))
      ports.push(portOf(six.agent), portOf(six.target))
    } finally {
      await host.stop()
      host.removeData()
      await tcpdump()
      for (const { agent, target } of [four, six]) {
        agent.close()
        target.close()
      }
    }
  })

  afterAll(() => folder.remove())

  const report = (name = file): Promise<Report> =>
    demandJsonWhatever(['trace', name, '--expires', '300'])

  it('has as many PUBLISH requests, answers and Expires values as tshark counts', async () => {
    const wanted = countedByTshark(file, ports)
    const found = await report()
    expect(wanted.requests).toBeGreaterThan(15)
    expect(found.requests).toBe(wanted.requests)
    expect(found.facts).toMatchObject({ ending: 'complete', streamGaps: 0, cutMessages: 0 })
    expect(found.facts.messages).toBe(wanted.messages)
    expect(answersWithRepetitions(found)).toBe(wanted.answers.length)
    const codes = [...new Set(wanted.answers)].sort()
    expect(found.answers.map(({ statusCode }) => String(statusCode)).sort()).toEqual(codes)
    const values = [...new Set(wanted.expires)].sort()
    expect(found.expires.map(({ seconds }) => String(seconds ?? '')).sort()).toEqual(values)
  })

  it('shows who publishes what, by datagrams, fragments, IPv6 and TCP', async () => {
    const { publications, facts, retransmissions } = await report()
    expect(facts.reassembled).toBeGreaterThan(0)
    expect(retransmissions).toBe(2)
    const verdicts = publications.map(({ gateway, verdict }) => [gateway, verdict])
    expect(Object.fromEntries(verdicts)).toMatchObject({
      ...{ 'UDP-good': 'ok', 'UDP-refused': 'refused', 'UDP-silent': 'unanswered' },
      ...{ 'UDP-short': 'differs', 'UDP-auth': 'ok', 'V6-large': 'ok' },
      ...{ 'TCP-1': 'differs', 'TCP-2': 'differs', 'HOST-1': 'differs', 'HOST-2': 'differs' },
    })
    const large = publications.find(({ gateway }) => gateway === 'V6-large')
    expect(large).toMatchObject({ requests: 1, initial: 1 })
    expect(large?.source).toMatch(/^\[::1\]:/)
    const tcp = publications.find(({ gateway }) => gateway === 'TCP-1')
    expect(tcp).toMatchObject({ initial: 1, refresh: 1, grantedSeen: [120] })
  })

  it('shows what a running node sends: one publication per gateway, anew with a new parameter', async () => {
    const { publications } = await report()
    const own = publications.filter(({ gateway }) => gateway.startsWith('HOST-'))
    expect(own).toHaveLength(2)
    for (const each of own) {
      expect(each).toMatchObject({ initial: 1, expiresSeen: [60, 90], grantedSeen: [60, 90] })
      expect(each.isRemoved).toBe(true)
    }
  })

  it('whose tail is missing gives the rest, and says so', async () => {
    const bytes = readFileSync(file)
    const cut = join(folder.path, 'cut.pcap')
    writeFileSync(cut, bytes.subarray(0, bytes.length - 37))
    const [whole, rest] = [await report(), await report(cut)]
    expect(rest.facts.ending).toBe('truncated')
    expect(rest.facts.packets).toBe(whole.facts.packets - 1)
    expect((await runCommand(['trace', cut])).output).toContain('the file ends within a packet')
  })

  it('is the same as pcapng', async () => {
    const converted = join(folder.path, 'all.pcapng')
    const { status, stderr } = spawnSync('tshark', ['-r', file, '-F', 'pcapng', '-w', converted], {
      encoding: 'utf8',
      timeout: 60_000,
    })
    expect([status, stderr]).toEqual([0, expect.anything()])
    expect(await report(converted)).toEqual({ ...(await report()), file: 'all.pcapng' })
  })

  it('with IPv4 fragments is put together as tshark does', async () => {
    const fragmented = join(folder.path, 'fragments.pcap')
    const packets = Array.from({ length: 20 }, (_, index) => {
      const body = document(2000 + 100 * index)
      const text = publishText({ gateway: `FRAG-${index}`, cseq: 1, expires: 300, body })
      return ipv4Fragments(udpPacket(fragmentPath, Buffer.from(text)), 1480, index)
    })
    const mixed = packets
      .flat()
      .map((bytes, index) => ({ timeMs: 1_800_000_000_000 + index, bytes }))
    writeFileSync(fragmented, pcapFile(mixed))
    const wanted = countedByTshark(fragmented, [5060])
    const { facts, requests } = await report(fragmented)
    expect([facts.reassembled, requests]).toEqual([20, 20])
    expect(requests).toBe(wanted.requests)
  })

  it('is shown as a table, and its faults end the command with 1', async () => {
    const { code, output, errors } = await runCommand(['trace', file, '--expires', '300'])
    expect(code).toBe(1)
    expect(output).toMatch(/^GATEWAY +SOURCE +TARGET/m)
    expect(output).toMatch(/^UDP-good .* ok$/m)
    expect(output).toMatch(/^UDP-refused .* 403×1 +refused$/m)
    expect(errors).toMatch(/^\d+ of \d+ publications are at fault\n$/)
  })
})

it('a file that is no capture, a missing one and a wrong option are told in one sentence', async () => {
  const folder = createTemporaryFolder()
  const file = join(folder.path, 'text.txt')
  writeFileSync(file, 'nothing of the kind')
  try {
    const none = await runCommand(['trace', file])
    expect([none.code, none.errors]).toEqual([
      1,
      'this is no capture file; allowed: pcap and pcapng\n',
    ])
    const missing = await runCommand(['trace', join(folder.path, 'missing.pcap')])
    expect([missing.code, missing.errors]).toEqual([
      1,
      `${join(folder.path, 'missing.pcap')}: there is no such file\n`,
    ])
    const wrong = await runCommand(['trace', file, '--expires', 'soon'])
    expect([wrong.code, wrong.errors]).toEqual([
      2,
      '--expires: "soon" is not allowed; allowed: seconds above 0\n',
    ])
    expect(await runCommand(['trace'])).toMatchObject({ code: 2 })
  } finally {
    folder.remove()
  }
})

async function demandJsonWhatever(args: readonly string[]): Promise<Report> {
  const { output, errors } = await runCommand([...args, '--json'])
  if (output === '') throw new Error(errors)
  return JSON.parse(output) as Report
}

const answersWithRepetitions = ({ answers, answerRetransmissions }: Report): number =>
  answers.reduce((sum, each) => sum + each.answers, answerRetransmissions)

/** Starts tcpdump; what it gives back ends it once everything is in the file. */
async function record(file: string, filter: string): Promise<() => Promise<void>> {
  const args = ['-i', 'lo', '-U', '--immediate-mode', '-n', '-s', '0', '-B', '16384', '-Z', 'root']
  const child: Child = startChild('tcpdump', [...args, '-w', file, filter], { limitMs: 110_000 })
  await child.waitForLine((line) => line.includes('listening on'), 20_000)
  return async () => {
    await new Promise((resolve) => setTimeout(resolve, 500))
    child.kill('SIGINT')
    await child.ended
  }
}

/** Two gateways published at 90 s, then at 60 s, then removed by the orderly stop. */
async function publishByHost(host: Host): Promise<void> {
  const set = (seconds: number) =>
    runCommand(['param', 'set', 'SS_SIP_PUBLISH_EXPIRE', `${seconds}`, '--data', host.dataFolder])
  const sent = (count: number) =>
    eventually(`${count} PUBLISH`, async () => {
      const sentSoFar = (await host.metrics()).value(sentMetric) ?? 0
      return sentSoFar >= count ? true : undefined
    })
  expect(await set(90)).toMatchObject({ code: 0 })
  for (const name of ['HOST-1', 'HOST-2']) {
    await host.web.demand('CreateGatewayRouting', {
      ...{ name, prefix: '1', capacity: 10, allowPublish: true, remoteIp: '192.0.2.1' },
    })
  }
  await sent(2)
  expect(await set(60)).toMatchObject({ code: 0 })
  await sent(4)
}

interface Counted {
  readonly messages: number
  readonly requests: number
  readonly answers: readonly string[]
  readonly expires: readonly string[]
}

/** The independent decoder: every message counts, also several in one packet. */
function countedByTshark(file: string, sipPorts: readonly number[]): Counted {
  const fields = ['sip.Method', 'sip.Status-Code', 'sip.CSeq.method', 'sip.Expires']
  const { status, stdout, stderr } = spawnSync(
    'tshark',
    [
      ...['-n', '-r', file, '-Y', 'sip', '-T', 'json'],
      ...sipPorts.flatMap((port) => ['-d', `udp.port==${port},sip`, '-d', `tcp.port==${port},sip`]),
      ...fields.flatMap((field) => ['-e', field]),
      '--no-duplicate-keys',
    ],
    { encoding: 'utf8', timeout: 60_000, maxBuffer: 256 * 1024 * 1024 },
  )
  if (status !== 0) throw new Error(stderr)
  const packets = JSON.parse(stdout) as { _source: { layers: Record<string, string[]> } }[]
  const values = (field: string): string[] =>
    packets.flatMap(({ _source }) => _source.layers[field] ?? [])
  const methods = values('sip.Method')
  return {
    messages: methods.length + values('sip.Status-Code').length,
    requests: methods.filter((method) => method === 'PUBLISH').length,
    answers: values('sip.Status-Code'),
    expires: packets.flatMap(({ _source: { layers } }) =>
      (layers['sip.Method'] ?? []).map((_, index) => layers['sip.Expires']?.[index] ?? ''),
    ),
  }
}
