/*
 * Other softswitches, read and in two fields changed through the VOS3000 web interface (VOS3000 V2.1.9.07 "Web
 * interface" manual): gateways, online gateways, current calls, call records, softswitches. Deliberately not: anything
 * else that the interface could change. The interface knows no password; it goes by the address of who asks.
 */
import type {
  AttachedCallRow,
  AttachedCheck,
  AttachedGateway,
  AttachedOnlineRow,
  AttachedRecordRow,
  AttachedServerRow,
  GatewayLimits,
  SoftswitchRow,
} from '../api/contract/attached-procedures.ts'
import type { AttachedServer } from '../api/contract/engine-settings.ts'
import { EngineError } from '../api/contract/errors.ts'
import { checkServer } from './check-server.ts'
import { gatewayNamed, limitsOf, planLimits } from './gateway-limits.ts'
import type { GatewayChange, PlannedLimits } from './gateway-limits.ts'
import { WebServer, type WebServerPorts } from './web-server.ts'
import { callOf, gatewayOf, onlineRowsOf, recordOf, softswitchOf } from './wire-rows.ts'
import { rowsOf, textOf, type Fields } from './wire-values.ts'

export interface AttachedServersPorts extends WebServerPorts {
  /** The engine setting, as it is now. */
  servers(): readonly AttachedServer[]
}

/** Which calls are wanted; what is not set does not filter. */
export interface AttachedCallFilter {
  readonly mappingGateway?: string | undefined
  readonly routingGateway?: string | undefined
}

export interface AttachedRecordQuery extends AttachedCallFilter {
  /** `2026-11-28`, both included. */
  readonly fromDay: string
  readonly toDay: string
  readonly accounts: readonly string[]
  readonly callerE164?: string | undefined
  readonly calleeE164?: string | undefined
}

interface TestedServer {
  readonly pathForm: AttachedServerRow['pathForm']
  readonly softswitches: SoftswitchRow[]
  readonly gateways: number
}

interface FoundRecords {
  readonly accounts: string[]
  readonly total: number
  readonly records: AttachedRecordRow[]
}

const mostRecords = 10_000

export class AttachedServers {
  readonly #ports: AttachedServersPorts
  /** By address: a server that is renamed stays the same. */
  readonly #servers = new Map<string, WebServer>()

  constructor(ports: AttachedServersPorts) {
    this.#ports = ports
  }

  list(): AttachedServerRow[] {
    const servers = this.#ports.servers()
    for (const url of this.#servers.keys()) {
      if (servers.every((each) => each.url !== url)) this.#servers.delete(url)
    }
    return servers.map(({ name, url }) => ({ name, url, ...this.#serverAt(url).state }))
  }

  /** Whether a server can be read; it need not be attached. */
  async test(url: string): Promise<TestedServer> {
    const server = this.#servers.get(url) ?? new WebServer(url, this.#ports)
    const softswitches = await readSoftswitches(server)
    const gateways = await readGateways(server)
    return { pathForm: server.state.pathForm, softswitches, gateways: gateways.length }
  }

  routingGateways(name: string): Promise<AttachedGateway[]> {
    return readGateways(this.#server(name))
  }

  online(name: string): Promise<AttachedOnlineRow[]> {
    return this.#readOnline(this.#server(name))
  }

  async calls(name: string, filter: AttachedCallFilter): Promise<AttachedCallRow[]> {
    const answer = await this.#server(name).read('GetCurrentCall', {
      ...set('gatewayMappingName', filter.mappingGateway),
      ...set('gatewayRoutingName', filter.routingGateway),
    })
    return rowsOf(answer['infoCurrentCalls']).map(callOf)
  }

  async records(name: string, query: AttachedRecordQuery): Promise<FoundRecords> {
    const server = this.#server(name)
    if (query.fromDay > query.toDay) {
      const allowed = 'a period that begins before it ends'
      const value = query.toDay
      throw new EngineError(
        'INVALID_VALUE',
        `toDay: "${value}" is not allowed; allowed: ${allowed}`,
        {
          ...{ field: 'toDay', value, allowed },
        },
      )
    }
    const accounts = query.accounts.length > 0 ? query.accounts : await readAccounts(server)
    const answer = await server.read('GetCdr', {
      ...{ accounts, beginTime: dayOf(query.fromDay), endTime: dayOf(query.toDay) },
      ...set('callerE164', query.callerE164),
      ...set('calleeE164', query.calleeE164),
      ...set('callerGateway', query.mappingGateway),
      ...set('calleeGateway', query.routingGateway),
    })
    const rows = rowsOf(answer['infoCdrs']).map(recordOf)
    const newest = rows.toSorted((a, b) => b.startMs - a.startMs).slice(0, mostRecords)
    return { accounts: [...accounts], total: rows.length, records: newest }
  }

  async plan(name: string, change: GatewayChange): Promise<PlannedLimits> {
    return planLimits(await readGateways(this.#server(name), change.name), change)
  }

  /** Sends a planned change once. */
  async setLimits(name: string, gateway: string, { from, to }: PlannedLimits): Promise<void> {
    // Only what changes: the manual wants the name, and leaves what is not sent as it is.
    await this.#server(name).write('ModifyGatewayRouting', {
      name: gateway,
      ...(to.capacity === from.capacity ? {} : { capacity: to.capacity }),
      ...(to.lockType === from.lockType ? {} : { lockType: to.lockType }),
    })
  }

  async limits(name: string, gateway: string): Promise<GatewayLimits> {
    const gateways = await readGateways(this.#server(name), gateway)
    return limitsOf(gatewayNamed(gateways, gateway))
  }

  async check(name: string): Promise<Pick<AttachedCheck, 'points'>> {
    const server = this.#server(name)
    const gateways = await readGateways(server)
    const online = await this.#readOnline(server)
    const softswitches = await readSoftswitches(server)
    return { points: checkServer({ gateways, online, softswitches }) }
  }

  async #readOnline(server: WebServer): Promise<AttachedOnlineRow[]> {
    const answer = await server.read('GetGatewayRoutingOnline')
    return onlineRowsOf(rowsOf(answer['infoGatewayRoutingOnlines']), this.#ports.nowMs())
  }

  #server(name: string): WebServer {
    const known = this.#ports.servers().find((each) => each.name === name)
    if (known) return this.#serverAt(known.url)
    throw new EngineError('UNKNOWN_NAME', `no attached server is named "${name}"`, { value: name })
  }

  #serverAt(url: string): WebServer {
    const known = this.#servers.get(url)
    if (known) return known
    const server = new WebServer(url, this.#ports)
    this.#servers.set(url, server)
    return server
  }
}

/** All gateways, or the one of that name; a softswitch that does not know the filter answers with all. */
async function readGateways(server: WebServer, name?: string): Promise<AttachedGateway[]> {
  const filter = name === undefined ? {} : { names: [name] }
  const answer = await server.read('GetGatewayRouting', filter).catch(noneIfNotFound)
  return rowsOf(answer['infoGatewayRoutings']).map(gatewayOf)
}

/** The manual's "Not found, operation failed." */
function noneIfNotFound(error: unknown): Fields {
  if (error instanceof EngineError && error.details['retCode'] === -10007) return {}
  throw error
}

async function readSoftswitches(server: WebServer): Promise<SoftswitchRow[]> {
  const answer = await server.read('GetSoftSwitch')
  return rowsOf(answer['infoSoftSwitches']).map(softswitchOf)
}

/** GetCdr wants accounts: those that calls of mapping gateways are billed to. */
async function readAccounts(server: WebServer): Promise<string[]> {
  const answer = await server.read('GetGatewayMapping')
  const accounts = rowsOf(answer['infoGatewayMappings']).map(({ account }) => textOf(account))
  return [...new Set(accounts.filter((account) => account !== ''))]
}

const dayOf = (day: string): string => day.replaceAll('-', '')

const set = (name: string, value: string | undefined): Readonly<Record<string, string>> =>
  value === undefined || value === '' ? {} : { [name]: value }
