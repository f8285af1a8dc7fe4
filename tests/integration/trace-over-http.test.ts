import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openRawPeer, rawMessage } from '../acceptance/raw-peer.ts'
import { eventually } from '../harness/eventually.ts'
import { startHost, type Host } from '../harness/host.ts'
import { describeWithTools } from '../harness/required-tools.ts'

interface TracedRow {
  readonly sequence: number
  readonly direction: string
  readonly startLine: string
}

describeWithTools(['tcpdump'], 'the trace of a running host', () => {
  let host: Host
  let token: string

  beforeAll(async () => {
    host = await startHost()
    const facts = JSON.parse(readFileSync(join(host.dataFolder, 'host.json'), 'utf8')) as {
      token: string
    }
    token = facts.token
    const peer = await openRawPeer(host.sipPort)
    const answered = new Promise<void>((resolve) => peer.onResponse(() => resolve()))
    peer.send(
      rawMessage('OPTIONS sip:127.0.0.1 SIP/2.0', [
        `Via: SIP/2.0/UDP 127.0.0.1:${peer.port};rport;branch=z9hG4bKtraced`,
        'Max-Forwards: 70',
        'From: <sip:probe@127.0.0.1>;tag=probe',
        'To: <sip:127.0.0.1>',
        'Call-ID: traced',
        'CSeq: 1 OPTIONS',
        'Authorization: Digest username="probe", response="0123456789abcdef"',
      ]),
    )
    await answered
    peer.close()
  })

  afterAll(async () => {
    await host.stop()
    host.removeData()
  })

  const ask = (path: string, shown = token): Promise<Response> =>
    fetch(`${host.ready.http}${path}`, { headers: { authorization: `Bearer ${shown}` } })
  const call = async <T>(name: string, input: object): Promise<T> => {
    const response = await fetch(`${host.ready.http}/api/v1/rpc/${name}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify(input),
    })
    return ((await response.json()) as { value: T }).value
  }

  it('lists request and response, newest first, and shows them without credentials', async () => {
    const { messages } = await eventually('both messages', async () => {
      const page = await call<{ messages: TracedRow[] }>('trace.list', { callIds: ['traced'] })
      return page.messages.length === 2 ? page : undefined
    })
    expect(messages.map((each) => `${each.direction} ${each.startLine}`)).toEqual([
      'sent SIP/2.0 200 OK',
      'received OPTIONS sip:127.0.0.1 SIP/2.0',
    ])
    const { text } = await call<{ text: string }>('trace.get', {
      sequence: messages[1]?.sequence,
    })
    expect(text).toContain('Call-ID: traced')
    expect(text).not.toContain('0123456789abcdef')
  })

  it('is saved as a pcap file that tcpdump reads', async () => {
    const response = await ask('/api/v1/trace.pcap?method=OPTIONS&callId=traced')
    expect(response.status).toBe(200)
    const file = join(host.dataFolder, 'trace.pcap')
    writeFileSync(file, Buffer.from(await response.arrayBuffer()))
    const { stdout } = spawnSync('tcpdump', ['-n', '-A', '-r', file], { encoding: 'utf8' })
    expect(stdout.match(/Call-ID: traced/g)).toHaveLength(2)
    expect(stdout).not.toContain('0123456789abcdef')
  })

  it('is saved with a filter of several methods, calls and moments', async () => {
    const saved = async (query: string): Promise<number> => {
      const response = await ask(`/api/v1/trace.pcap?${query}`)
      expect(response.status).toBe(200)
      return (await response.arrayBuffer()).byteLength
    }
    const everything = await saved('callId=traced')
    const nothing = await saved('callId=none')
    expect(everything).toBeGreaterThan(nothing)
    expect(await saved('method=OPTIONS&method=INVITE&callId=traced&callId=other')).toBe(everything)
    expect(await saved('method=INVITE&method=NOTIFY&callId=traced')).toBe(nothing)
    expect(await saved('callId=traced&statusCode=200')).toBeLessThan(everything)
    expect(await saved(`callId=traced&fromMs=${Date.now() + 60_000}`)).toBe(nothing)
    expect(await saved(`callId=traced&fromMs=0&untilMs=${Date.now() + 60_000}.5`)).toBe(everything)
    expect((await ask('/api/v1/trace.pcap?fromMs=noon')).status).toBe(400)
  })

  it('is handed out piece by piece as the very same file', async () => {
    const filter = { callIds: ['traced'] }
    const { export: id } = await call<{ export: number }>('traceExport.begin', filter)
    const pieces: Buffer[] = []
    for (let isLast = false; !isLast;) {
      const piece = await call<{ base64: string; isLast: boolean }>('traceExport.next', {
        export: id,
      })
      pieces.push(Buffer.from(piece.base64, 'base64'))
      isLast = piece.isLast
    }
    const downloaded = await ask('/api/v1/trace.pcap?callId=traced')
    expect(Buffer.concat(pieces)).toEqual(Buffer.from(await downloaded.arrayBuffer()))
  })

  it('is kept from whoever lacks the token, and refuses a filter it does not know', async () => {
    expect((await ask('/api/v1/trace.pcap', 'guess')).status).toBe(401)
    const refused = await ask('/api/v1/trace.pcap?colour=red')
    expect(refused.status).toBe(400)
    expect((await ask('/api/v1/trace.pcap?direction=up')).status).toBe(400)
  })
})
