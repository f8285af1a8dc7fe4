import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from './command-line.ts'
import type { Host } from './host.ts'
import { createTemporaryFolder } from './temporary-folder.ts'

/** A row of GetGatewayRoutingOnline, as far as tests read it. */
export interface OnlineGateway {
  readonly name: string
  readonly currentCall: number
  readonly remoteIp: string
  readonly natIp?: string
  readonly registerTime: number
  readonly retryAfter: number
  readonly publishedCall: number | null
  readonly freshness: string
}

/** A row of GetCdr, as far as tests read it. */
export interface RecordedCall {
  readonly flowNo: number
  readonly calleeAccessE164: string
  readonly calleeGateway: string
  readonly calleeip: string
  readonly stop: number
  readonly holdTime: number
  readonly endDirection: number
  readonly endReason: number
}

/** A row of GetAlarmCurrent. */
export interface RaisedAlarm {
  readonly type: number
  readonly name: string
  readonly memo: string
}

export async function onlineGateway(host: Host, name: string): Promise<OnlineGateway> {
  const answer = await host.web.demand('GetGatewayRoutingOnline', { names: [name] })
  const [row] = answer['infoGatewayRoutingOnlines'] as OnlineGateway[]
  if (!row) throw new Error(`no routing gateway is called ${name}`)
  return row
}

/** Records of today and yesterday, by flow number. */
export async function recordedCalls(host: Host): Promise<readonly RecordedCall[]> {
  const day = (offsetDays: number): string =>
    new Date(Date.now() + offsetDays * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')
  const answer = await host.web.demand('GetCdr', {
    accounts: [],
    beginTime: day(-1),
    endTime: day(1),
  })
  const calls = answer['infoCdrs'] as RecordedCall[]
  return [...calls].sort((a, b) => a.flowNo - b.flowNo)
}

export async function raisedAlarms(host: Host): Promise<readonly RaisedAlarm[]> {
  const answer = await host.web.demand('GetAlarmCurrent')
  return answer['infoAlarmCurrents'] as RaisedAlarm[]
}

/** Imports settings and parameters by the command line; what is not named stays as it is. */
export async function importDocument(
  host: Host,
  document: { readonly settings?: object; readonly parameters?: object },
): Promise<void> {
  const folder = createTemporaryFolder()
  const file = join(folder.path, 'document.json')
  writeFileSync(file, JSON.stringify({ trunkline: 1, ...document }))
  const { code, errors } = await runCommand(['config', 'import', file, '--data', host.dataFolder])
  folder.remove()
  if (code !== 0) throw new Error(errors)
}
