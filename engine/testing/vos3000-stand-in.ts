import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PostToWeb } from '../attached/web-post.ts'
import { success } from '../kernel/result.ts'

type Row = Record<string, unknown>

export interface StandInAnswer {
  readonly status: number
  readonly text: string
}

export interface StandInOptions {
  /** Where its calls lie. */
  readonly path?: (call: string) => string
}

/**
 * A softswitch as the "Web interface" manual has it, and as programs met it: numbers as texts, null for what is not
 * set, rates in per cent, GetCdr in a list of one, and no filter by names.
 */
export class Vos3000StandIn {
  readonly requests: { readonly call: string; readonly fields: Row }[] = []
  readonly gateways: Row[] = [
    { ...gateway('GW-A', '100'), prefix: '0086,0044', remoteIp: '192.0.2.10' },
    { ...gateway('GW-B', '0'), lockType: '3' },
    gateway('GW-C', '50'),
  ]
  /** Concurrent calls and answer rate of each gateway. */
  readonly figures: Record<string, { currentCall: string; asr: string; retryAfter?: string }> = {
    'GW-A': { currentCall: '12', asr: '47.5' },
    'GW-B': { currentCall: '0', asr: '0.0' },
    'GW-C': { currentCall: '0', asr: '0.0' },
  }
  readonly softswitches: Row[] = [softswitch('vos-1', '192.0.2.1')]
  /** Answers these calls differently. */
  readonly instead = new Map<string, () => StandInAnswer>()
  readonly #path: (call: string) => string

  constructor({ path = (call) => `/external/server/${call}` }: StandInOptions = {}) {
    this.#path = path
  }

  readonly post: PostToWeb = ({ path, body }) => Promise.resolve(success(this.answer(path, body)))

  answer(path: string, body: string): StandInAnswer {
    const call = /([A-Za-z]+)(\.jsp)?$/.exec(path)?.[1] ?? ''
    if (path !== this.#path(call)) return { status: 404, text: '<html><h1>Not Found</h1></html>' }
    const fields = JSON.parse(body) as Row
    this.requests.push({ call, fields })
    const other = this.instead.get(call)
    if (other) return other()
    return { status: 200, text: JSON.stringify(this.#answerTo(call, fields)) }
  }

  #answerTo(call: string, fields: Row): unknown {
    switch (call) {
      case 'GetGatewayRouting':
        return { retCode: '0', infoGatewayRoutings: this.gateways }
      case 'ModifyGatewayRouting':
        return this.#modify(fields)
      case 'GetGatewayRoutingOnline':
        return {
          retCode: 0,
          infoGatewayRoutingOnlines: this.gateways.map((row) => this.#online(row)),
        }
      case 'GetGatewayMapping':
        return {
          retCode: 0,
          infoGatewayMappings: [mapping('MG-1', '8001'), mapping('MG-2', '8001')],
        }
      case 'GetCurrentCall':
        return { retCode: 0, infoCurrentCalls: [answeredCall, ringingCall] }
      case 'GetCdr':
        return [this.#records(fields)]
      case 'GetSoftSwitch':
        return { retCode: 0, infoSoftSwitches: this.softswitches }
      default:
        return { retCode: -1, exception: `${call} is unknown.` }
    }
  }

  #modify({ name, ...changes }: Row): Row {
    const row = this.gateways.find((each) => each['name'] === name)
    if (!row) return notFound
    if (!Object.keys(changes).every((field) => field in row)) {
      return { retCode: -2, exception: 'Unknown field.' }
    }
    Object.assign(row, changes)
    return { retCode: 0 }
  }

  #online({ name, prefix, capacity, remoteIp }: Row): Row {
    const zero = { registerTime: 0, updateTime: 0, keepTime: 0, cryptoType: 0, retryAfter: '0' }
    const rates = { responseRatio: '98.0', connectedRatio: '61.2', acd: '95' }
    return {
      ...{ id: '7', name, prefix, capacity, remoteIp, localIp: '192.0.2.1' },
      ...(this.#isUsed(String(name)) ? rates : { responseRatio: 0, connectedRatio: 0, acd: 0 }),
      ...zero,
      ...{ softswitchName: 'vos-1', softswitchIp: '192.0.2.1' },
      ...this.figures[String(name)],
    }
  }

  #isUsed(name: string): boolean {
    return Number(this.figures[name]?.asr ?? 0) > 0
  }

  /** Accounts and both days must be there. */
  #records({ accounts, beginTime, endTime }: Row): Row {
    const isDay = (value: unknown): boolean => /^\d{8}$/.test(String(value))
    if (!Array.isArray(accounts) || accounts.length === 0 || !isDay(beginTime) || !isDay(endTime)) {
      return { retCode: -10002, exception: 'Parameter error, operation failed.' }
    }
    return { retCode: 0, infoCdrs: accounts.includes('8001') ? records : [] }
  }
}

/** Puts it on a port of this machine. */
export async function listenAsVos3000(
  standIn: Pick<Vos3000StandIn, 'answer'>,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { status, text } = standIn.answer(request.url ?? '', Buffer.concat(chunks).toString())
      response.writeHead(status, { 'content-type': 'text/html;charset=UTF-8' }).end(text)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, close: () => closeServer(server) }
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}

const notFound: Row = { retCode: -10007, exception: 'Not found, operation failed.' }

function gateway(name: string, capacity: string): Row {
  return {
    ...{ name, prefix: '', prefixStyle: '0', password: 'secret-1', customerPassword: 'secret-1' },
    ...{ gatewayGroups: '', capacity, lockType: '0', priority: '1', registerType: 0, protocol: 1 },
    ...{
      remoteIp: '192.0.2.11',
      signalPort: '5060',
      localIp: null,
      softswitchName: '',
      memo: null,
    },
  }
}

const mapping = (name: string, account: string): Row => ({
  ...{ name, account, accountName: 'Wholesale', password: 'secret-1', capacity: '30' },
})

const softswitch = (name: string, accessAddress: string): Row => ({
  ...{ name, identification: name, createTime: '1800000000000', accessAddress, memo: null },
})

const answeredCall: Row = {
  ...{ callId: '4711', callerE164: '1001', calleeE164: '8613800000000', keepTime: '61000' },
  ...{ callerGatewayId: 'MG-1', calleeGatewayId: 'GW-A', connectedTime: '1800000000000' },
  callCodec: 'G711A',
}
const ringingCall: Row = {
  ...{ callId: 4712, callerE164: 1002, calleeE164: '8613800000001', keepTime: -11 },
  ...{ callerGatewayId: 'MG-1', calleeGatewayId: 'GW-A', connectedTime: 1_800_000_000_500 },
  callCodec: null,
}

const record = (flowNo: string, start: number): Row => ({
  ...{ flowNo, callerE164: '1001', callerAccessE164: '1001', callerToGatewayE164: '1001' },
  ...{ callerGateway: 'MG-1', callerip: '192.0.2.20', calleeE164: '8613800000000' },
  ...{ calleeAccessE164: '8613800000000', calleeToGatewayE164: '13800000000' },
  ...{ calleeGateway: 'GW-A', calleeip: '192.0.2.10', start: String(start), stop: start + 65_000 },
  ...{ holdTime: '60', feeTime: 60, fee: '0.12', account: '8001', accountName: 'Wholesale' },
  ...{ endDirection: '1', endReason: 16 },
})
const records: Row[] = [record('1', 1_800_000_000_000), record('2', 1_800_000_100_000)]
