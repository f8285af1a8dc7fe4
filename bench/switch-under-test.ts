import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startHost, type Host } from '../tests/harness/host.ts'
import { createTemporaryFolder } from '../tests/harness/temporary-folder.ts'
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

interface EngineUnderTestOptions {
  readonly idleGateways?: number
  /** Allow Publish of the idle gateways. */
  readonly isPublished?: boolean
  readonly nodeArgs?: readonly string[]
}

export async function startEngine(
  gatewayPort: number,
  options: EngineUnderTestOptions = {},
): Promise<EngineUnderTest> {
  const { nodeArgs } = options
  const folder = createTemporaryFolder()
  const config = join(folder.path, 'bench.json')
  writeFileSync(config, JSON.stringify(documentOf(gatewayPort, options)))
  const host = await startHost({
    ...(nodeArgs === undefined ? {} : { nodeArgs }),
    args: ['--config', config],
    limitMs,
  }).finally(() => folder.remove())
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

/** One caller, one gateway that answers, and as many others as wanted. */
function documentOf(
  gatewayPort: number,
  { idleGateways = 0, isPublished = false }: EngineUnderTestOptions,
): object {
  const remoteIp = '127.0.0.1'
  const idle = Array.from({ length: idleGateways }, (_, i) => ({
    ...{ name: `idle-${i}`, prefix: `${1_000_000 + i}`, remoteIp, signalPort: 9 },
    allowPublish: isPublished,
  }))
  return {
    trunkline: 1,
    mappingGateways: [{ name: 'bench-caller', remoteIps: remoteIp }],
    routingGateways: [
      {
        ...{ name: 'bench-gateway', prefix: '1002', remoteIp, signalPort: gatewayPort },
        allowPublish: true,
      },
      ...idle,
    ],
  }
}
