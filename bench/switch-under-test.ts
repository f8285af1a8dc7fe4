import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startHost, type Host } from '../tests/harness/host.ts'
import { startKamailio } from '../tests/harness/kamailio.ts'

/** What a measurement needs of a switch: where it listens, whose CPU to count, how to end it. */
export interface SwitchUnderTest {
  readonly name: string
  readonly port: number
  readonly pid: number
  stop(): Promise<void>
}

/** Longest life of a switch started by a bench. */
const limitMs = 900_000

/** Kamailio as a stateful relay to one gateway, with or without counting by the dialog module. */
export function startKamailioRelay(
  gatewayPort: number,
  options: { readonly withDialog: boolean },
): Promise<SwitchUnderTest> {
  const template = readFileSync(join(import.meta.dirname, 'kamailio-relay.cfg'), 'utf8')
  return startKamailio({
    configuration: (runFolder, port) =>
      template
        .replaceAll('RUN_DIR', runFolder)
        .replaceAll('LISTEN_PORT', String(port))
        .replaceAll('GATEWAY_PORT', String(gatewayPort)),
    switches: options.withDialog ? ['WITH_DIALOG'] : [],
    sharedMegabytes: 512,
    limitMs,
  }).then((kamailio) => ({
    ...kamailio,
    name: options.withDialog ? 'Kamailio relay with dialog module' : 'Kamailio relay',
  }))
}

/** Our engine with one caller and one gateway, every feature on. */
export interface EngineUnderTest extends SwitchUnderTest {
  readonly host: Host
}

export async function startEngine(
  gatewayPort: number,
  options: {
    readonly idleGateways?: number
    readonly nodeArgs?: readonly string[]
  } = {},
): Promise<EngineUnderTest> {
  const host = await startHost({
    ...(options.nodeArgs === undefined ? {} : { nodeArgs: options.nodeArgs }),
    limitMs,
  })
  await host.web.demand('CreateGatewayMapping', { name: 'bench-caller', remoteIps: '127.0.0.1' })
  await host.web.demand('CreateGatewayRouting', {
    name: 'bench-gateway',
    prefix: '1002',
    remoteIp: '127.0.0.1',
    signalPort: gatewayPort,
    allowPublish: true,
  })
  for (let i = 0; i < (options.idleGateways ?? 0); i++) {
    await host.web.demand('CreateGatewayRouting', {
      name: `idle-${i}`,
      prefix: `${1_000_000 + i}`,
      remoteIp: '127.0.0.1',
      signalPort: 9,
      allowPublish: false,
    })
  }
  return {
    name: 'engine',
    port: host.sipPort,
    pid: host.pid,
    host,
    async stop() {
      await host.stop()
      host.removeData()
    },
  }
}
