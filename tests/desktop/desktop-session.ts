import { createSocket, type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'
import type { Desktop } from '../harness/desktop.ts'
import { eventually } from '../harness/eventually.ts'
import { openRawCaller } from '../acceptance/raw-caller.ts'
import { runCommand } from '../harness/command-line.ts'

/** A client in one expression: asks the engine over the port that the page was handed, and gives up the port. */
const askOverPort = (name: string, input: unknown): string => `
  new Promise((resolve, reject) => {
    const receive = ({ data, ports: [port] }) => {
      if (data !== 'trunkline.enginePort') return
      window.removeEventListener('message', receive)
      port.onmessage = ({ data: frame }) => {
        if (!('answer' in frame)) return
        port.close()
        resolve(frame.answer)
      }
      port.postMessage({ id: 1, ask: ${JSON.stringify(name)}, input: ${JSON.stringify(input)} })
    }
    window.addEventListener('message', receive)
    host.connectEngine().catch(reject)
  })`

export interface PortAnswer<T> {
  readonly ok: boolean
  readonly value: T
  readonly code?: string
}

/** Asks the engine as the page does; every ask has a port of its own. */
export const askEngine = <T>(
  desktop: Desktop,
  name: string,
  input: unknown = {},
): Promise<PortAnswer<T>> => desktop.page(askOverPort(name, input))

/** The addresses that the engine of a desktop really listens on, as its latest start has logged them. */
export async function readyFacts(
  desktop: Desktop,
  starts = 1,
): Promise<{ readonly sip: readonly string[]; readonly http: string | null }> {
  return eventually(
    'the engine is ready',
    () => {
      const lines = desktop.log('desktop').filter((line) => line.includes('"engine ready"'))
      const last = lines.at(-1)
      return lines.length >= starts && last !== undefined
        ? (JSON.parse(last) as { sip: string[]; http: string | null })
        : undefined
    },
    30_000,
  )
}

/** A call that rings at a gateway until it is refused there. */
export interface RingingCall {
  /** The gateway answers 486, and the call is over. */
  refuse(): void
  close(): void
}

/** Gives the desktop two gateways, and one call between them. */
export async function placeCall(desktop: Desktop): Promise<RingingCall> {
  const { sip } = await readyFacts(desktop)
  return placeCallTo(Number(sip[0]?.split(':').at(-1)), desktop.dataFolder)
}

/** The same for whatever runs on a data folder and listens at a port. */
export async function placeCallTo(sipPort: number, dataFolder: string): Promise<RingingCall> {
  const callee = createSocket('udp4').bind(0, '127.0.0.1')
  await once(callee, 'listening')
  const data = ['--data', dataFolder]
  const destination = ['remoteIp=127.0.0.1', `signalPort=${callee.address().port}`]
  for (const args of [
    ['gateway', 'add', 'mapping', 'MG', ...data, 'remoteIps=127.0.0.1'],
    ['gateway', 'add', 'routing', 'GW', ...data, ...destination],
  ]) {
    const { code, errors } = await runCommand(args)
    if (code !== 0) throw new Error(errors)
  }
  const caller = await openRawCaller(sipPort, 1000)
  const invited = once(callee, 'message') as Promise<[Buffer, RemoteInfo]>
  caller.dial('1001')
  const [bytes, { port }] = await invited
  return {
    refuse: () => callee.send(busyHere(bytes.toString('latin1')), port, '127.0.0.1'),
    close() {
      caller.close()
      callee.close()
    },
  }
}

/** A response carries what its request said (RFC 3261 §8.2.6.2). */
function busyHere(invite: string): string {
  const fields = invite
    .split('\r\n')
    .filter((line) => /^(Via|From|To|Call-ID|CSeq):/i.test(line))
    .map((line) => (/^To:/i.test(line) ? `${line};tag=busy` : line))
  return ['SIP/2.0 486 Busy Here', ...fields, 'Content-Length: 0', '', ''].join('\r\n')
}
