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

/** Where this node reaches its own listener, and comes from when it does: a wildcard by loopback. */
export function ownAddress({ address }: Pick<ListenAddress, 'address'>): string {
  if (address === '0.0.0.0') return '127.0.0.1'
  return address === '::' ? '::1' : address
}

interface ListenersPorts {
  readonly settings: SettingsInForce
  readonly transport: Pick<TransportLayer, 'listen' | 'unlisten'>
  readonly alarms: AlarmSink
  readonly log: Logger
}

/** Keeps the open listeners equal to the settings. */
export class Listeners {
  readonly #ports: ListenersPorts
  /** Setting text → what was really bound (port 0 = any free one). */
  readonly #open = new Map<string, ListenAddress>()
  /** Addresses that could not be had. */
  readonly #failed = new Set<string>()
  /** Files of the certificate that the open TLS listeners show. */
  #certificateFiles = ''
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
    const wanted = new Set(this.#ports.settings.values.listen)
    for (const [text, address] of [...this.#open]) {
      if (wanted.has(text) && !this.#hasOtherCertificate(text)) continue
      this.#open.delete(text)
      await this.#ports.transport.unlisten(address)
    }
    for (const text of this.#failed) if (!wanted.has(text)) this.#recovered(text)
    for (const text of wanted) {
      if (this.#open.has(text)) continue
      try {
        await this.#listen(text)
        this.#recovered(text)
      } catch (error) {
        this.#notHad(text, error)
      }
    }
  }

  /** Other files can be shown by a new listener only; files that cannot be read leave the old one in place. */
  #hasOtherCertificate(text: string): boolean {
    if (!text.startsWith('tls:') || this.#currentFiles === this.#certificateFiles) return false
    try {
      this.#tlsIdentity()
      return true
    } catch (error) {
      this.#notHad(text, error)
      return false
    }
  }

  #notHad(text: string, error: unknown): void {
    const { alarms, log } = this.#ports
    const reason = error instanceof Error ? error.message : String(error)
    this.#failed.add(text)
    alarms.raise({ type: 'listenFailed', subject: text, level: 3, text: reason })
    log.error('a listener could not be opened', { address: text, reason })
  }

  #recovered(text: string): void {
    this.#failed.delete(text)
    this.#ports.alarms.clear('listenFailed', text)
  }

  async #listen(text: string): Promise<void> {
    const address = parseListenAddress(text)
    const identity = address.protocol === 'tls' ? this.#tlsIdentity() : undefined
    const files = this.#currentFiles
    this.#open.set(text, await this.#ports.transport.listen(address, identity))
    if (identity) this.#certificateFiles = files
  }

  get #currentFiles(): string {
    const { tlsCertificateFile, tlsKeyFile } = this.#ports.settings.values
    return `${tlsCertificateFile}\n${tlsKeyFile}`
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
