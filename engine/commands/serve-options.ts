import { resolve } from 'node:path'
import { listenAddressText } from '../api/contract/engine-settings.ts'
import { EngineError } from '../api/contract/errors.ts'
import type { SettingOverrides } from '../composition/effective-settings.ts'
import { isLoopback } from '../http/address-block.ts'
import type { HttpAddress } from '../http/http-host.ts'
import type { TlsFiles } from '../http/tls-files.ts'
import type { LogLevel } from './log-levels.ts'
import { folderOf, type DataOptions } from './with-connection.ts'

/** Options of `trunkline serve` as they are written. */
export interface ServeOptions extends DataOptions {
  readonly sip?: readonly string[]
  readonly http: string
  readonly domain?: string
  readonly node?: string
  readonly redis?: string
  readonly config?: string
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly insecureHttp?: boolean
  readonly log: LogLevel
}

/** The same, checked. */
export interface ServePlan {
  readonly folder: string
  readonly overrides: SettingOverrides
  readonly http: HttpAddress
  readonly tls: TlsFiles | undefined
  readonly configFile: string | undefined
  readonly logLevel: LogLevel
}

/** Checks what can be checked before anything is opened. */
export function planServe(options: ServeOptions): ServePlan {
  if (options.redis !== undefined) {
    throw usage(
      '--redis: shared mode is not part of this version; without it, nodes share by PUBLISH',
    )
  }
  const http = parseHttpAddress(options.http)
  const tls = tlsOf(options)
  if (!tls && !isLoopbackHost(http.host) && options.insecureHttp !== true) {
    throw usage(
      `--http ${options.http}: an address beyond this machine needs --tls-cert and --tls-key, or --insecure-http`,
    )
  }
  return {
    folder: folderOf(options),
    overrides: { ...overridesOf(options), ...sipTlsOf(options, tls) },
    http,
    tls,
    configFile: options.config,
    logLevel: options.log,
  }
}

/** `127.0.0.1:7080`, `[::1]:0`. */
export function parseHttpAddress(text: string): HttpAddress {
  const [, bracketed, plain, port] =
    /^(?:\[([0-9A-Fa-f:.]+)\]|([0-9A-Za-z.-]+)):(\d{1,5})$/.exec(text) ?? []
  const host = bracketed ?? plain
  if (host === undefined || Number(port) > 65_535) {
    throw usage(
      `--http: "${text}" is not allowed; allowed: address:port such as 127.0.0.1:7080 or [::1]:0`,
    )
  }
  return { host, port: Number(port) }
}

const isLoopbackHost = (host: string): boolean => host === 'localhost' || isLoopback(host)

function tlsOf({ tlsCert, tlsKey }: ServeOptions): ServePlan['tls'] {
  if (tlsCert === undefined && tlsKey === undefined) return undefined
  if (tlsCert === undefined || tlsKey === undefined) {
    throw usage('--tls-cert and --tls-key go together: one of them is missing')
  }
  return { certificateFile: tlsCert, keyFile: tlsKey }
}

/** The same certificate serves the TLS listeners that stand beside it on the command line. */
function sipTlsOf({ sip }: ServeOptions, tls: ServePlan['tls']): SettingOverrides {
  if (!tls || !sip?.some((address) => address.startsWith('tls:'))) return {}
  return { tlsCertificateFile: resolve(tls.certificateFile), tlsKeyFile: resolve(tls.keyFile) }
}

function overridesOf({ sip, domain, node }: ServeOptions): SettingOverrides {
  for (const address of sip ?? []) {
    const checked = listenAddressText.safeParse(address)
    if (checked.success) continue
    throw usage(`--sip: "${address}" is not allowed; allowed: ${checked.error.issues[0]?.message}`)
  }
  checkOption('--domain', domain, /^[0-9A-Za-z.:_-]{1,255}$/, 'host name or IP address')
  checkOption('--node', node, /^[0-9A-Za-z._-]{1,64}$/, '1 to 64 letters, digits or any of . _ -')
  return {
    ...(sip ? { listen: [...sip] } : {}),
    ...(domain === undefined ? {} : { domain }),
    ...(node === undefined ? {} : { nodeName: node }),
  }
}

function checkOption(name: string, value: string | undefined, form: RegExp, allowed: string): void {
  if (value === undefined || form.test(value)) return
  throw usage(`${name}: "${value}" is not allowed; allowed: ${allowed}`)
}

function usage(sentence: string): EngineError {
  return new EngineError('USAGE', sentence)
}
