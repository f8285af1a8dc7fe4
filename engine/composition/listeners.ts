import { readFileSync } from 'node:fs'
import { EngineError } from '../api/contract/errors.ts'
import type { AlarmSink } from '../api/contract/alarms.ts'
import type { Logger } from '../kernel/logger.ts'
import { hostPort } from '../sip/message/uri.ts'
import type { TransportLayer } from '../sip/transport/transport-layer.ts'
import type { ListenAddress, TlsIdentity, TransportProtocol } from '../sip/transport/transport.ts'
import type { SettingsInForce } from './effective-settings.ts'

/** Reads `udp:127.0.0.1:5060` or `tcp:[::1]:0`; the form was checked when it was set. */
export function parseListenAddress(text: string): ListenAddress {
  const protocolEnd = text.indexOf(':')
  const portStart = text.lastIndexOf(':')
  return {
    protocol: text.slice(0, protocolEnd) as TransportProtocol,
    address: text.slice(protocolEnd + 1, portStart).replace(/^\[|\]$/g, ''),
    port: Number(text.slice(portStart + 1)),
  }
}

export const formatListenAddress = ({ protocol, address, port }: ListenAddress): string =>
  `${protocol}:${hostPort(address, port)}`

interface ListenersPorts {
  readonly settings: SettingsInForce
  readonly transport: TransportLayer
  readonly alarms: AlarmSink
  readonly log: Logger
}

/** Keeps the open listeners equal to the settings. */
export class Listeners {
  readonly #ports: ListenersPorts
  /** Setting text → what was really bound (port 0 = any free one). */
  readonly #open = new Map<string, ListenAddress>()
  #changing: Promise<void> = Promise.resolve()

  constructor(ports: ListenersPorts) {
    this.#ports = ports
  }

  get addresses(): readonly ListenAddress[] {
    return [...this.#open.values()]
  }

  /** Opens every listener of the settings; the first that cannot be had is the error. */
  async start(): Promise<void> {
    for (const text of this.#ports.settings.values.listen) await this.#listen(text)
  }

  /** Closes what is no longer wanted and opens what is new; a listener that cannot be had is an alarm. */
  settingsChanged(): Promise<void> {
    this.#changing = this.#changing.then(() => this.#follow())
    return this.#changing
  }

  async #follow(): Promise<void> {
    const { settings, transport, alarms, log } = this.#ports
    const wanted = new Set(settings.values.listen)
    for (const [text, address] of [...this.#open]) {
      if (wanted.has(text)) continue
      this.#open.delete(text)
      await transport.unlisten(address)
      alarms.clear('listenFailed', text)
    }
    for (const text of wanted) {
      if (this.#open.has(text)) continue
      try {
        await this.#listen(text)
        alarms.clear('listenFailed', text)
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        alarms.raise({ type: 'listenFailed', subject: text, level: 3, text: reason })
        log.error('a listener could not be opened', { address: text, reason })
      }
    }
  }

  async #listen(text: string): Promise<void> {
    const address = parseListenAddress(text)
    const identity = address.protocol === 'tls' ? this.#tlsIdentity() : undefined
    this.#open.set(text, await this.#ports.transport.listen(address, identity))
  }

  #tlsIdentity(): TlsIdentity {
    const { tlsCertificateFile, tlsKeyFile } = this.#ports.settings.values
    return { certificate: readPem(tlsCertificateFile), key: readPem(tlsKeyFile) }
  }
}

function readPem(file: string): Buffer {
  if (file === '') {
    const text = 'a tls listener needs tlsCertificateFile and tlsKeyFile in the engine settings'
    throw new EngineError('INVALID_VALUE', text, { field: 'tlsCertificateFile' })
  }
  try {
    return readFileSync(file)
  } catch (error) {
    throw new EngineError('PERMISSION_DENIED', `the file ${file} cannot be read`, { file }, error)
  }
}
