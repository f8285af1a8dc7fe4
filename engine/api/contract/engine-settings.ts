import { z } from 'zod'
import { integer, profileId, text } from './fields.ts'

const listenAllowed =
  'udp, tcp or tls, then host and port: udp:127.0.0.1:5060, tcp:[::1]:5060 (port 0 = any free one)'
const domainAllowed = 'host name or IP address'
const targetAllowed = 'protocol:host[:port], for example udp:10.0.0.2:5060'
const noticeAllowed = 'http or https URL that ends where the page name begins, or nothing'
const directoryAllowed = 'path such as /external/server or /external/server/GetCdr'
const serverUrlAllowed =
  'http or https address of the web server, for example http://192.0.2.1:8080'
const addressAllowed = 'IP addresses or CIDR blocks, for example 10.0.0.0/8'

/** A listen address as an operator writes it: `udp:127.0.0.1:5060`, `tcp:[::1]:0`. */
export const listenAddressText = z
  .string({ error: listenAllowed })
  .regex(/^(udp|tcp|tls):(\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z.-]+):\d{1,5}$/, { error: listenAllowed })
  .refine((value) => Number(value.slice(value.lastIndexOf(':') + 1)) <= 65_535, {
    error: listenAllowed,
  })

/** A publish target: a peer node or any RFC 3903 server. */
export const publishTarget = z.strictObject({
  name: text(64).min(1, { error: 'name of 1 to 64 characters' }),
  /** protocol:host[:port]. */
  address: z
    .string({ error: targetAllowed })
    .regex(/^(udp|tcp|tls):(\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z.-]+)(:\d{1,5})?$/, {
      error: targetAllowed,
    }),
  /** Request-URI form: `node` = gateway-status@domain;gateway=…, `server` = <gateway>@domain for any RFC 3903 server. */
  kind: z.enum(['node', 'server'], { error: 'one of node, server' }).default('node'),
  /** Domain in the Request-URI, empty = our own SIP domain. */
  domain: text(255).default(''),
  user: text(128).default(''),
  /** Digest password: secret at rest. */
  password: text(128).default(''),
})

/** One row of *Web access control*: the longest directory that a path lies in decides. */
export const webAccessRule = z.strictObject({
  directory: z
    .string({ error: directoryAllowed })
    .regex(/^(\/[0-9A-Za-z._-]{1,64}){1,4}$/, { error: directoryAllowed }),
  addresses: z
    .array(
      z
        .string({ error: addressAllowed })
        .regex(/^(\d{1,3}(\.\d{1,3}){3}(\/\d{1,2})?|[0-9A-Fa-f:.]{2,45}(\/\d{1,3})?)$/, {
          error: addressAllowed,
        }),
    )
    .max(256, { error: 'at most 256 addresses' }),
})

/** A VOS3000 that this node reads by its web interface; the directories of the interface are found by trying. */
export const attachedServer = z.strictObject({
  name: text(64).trim().min(1, { error: 'name of 1 to 64 characters' }),
  /** Kept as scheme, host and port. */
  url: z
    .string({ error: serverUrlAllowed })
    .max(255, { error: serverUrlAllowed })
    .trim()
    .regex(
      /^https?:\/\/(\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z.-]+)(:\d{1,5})?(\/external(_new)?\/server)?\/?$/i,
      { error: serverUrlAllowed },
    )
    .refine((value) => URL.canParse(value), { error: serverUrlAllowed })
    .transform((value) => new URL(value).origin),
})

export const engineSettings = z
  .strictObject({
    nodeName: z
      .string()
      .regex(/^[0-9A-Za-z._-]{1,64}$/, { error: '1 to 64 letters, digits or any of . _ -' })
      .default('node-1'),
    domain: z
      .string({ error: domainAllowed })
      .regex(/^[0-9A-Za-z.:_-]{1,255}$/, { error: domainAllowed })
      .default('trunkline.local'),
    listen: z
      .array(listenAddressText)
      .max(16, { error: 'at most 16 addresses' })
      .default(['udp:127.0.0.1:5060']),
    /** PEM files of the TLS listeners, empty = none. */
    tlsCertificateFile: text(1024).default(''),
    tlsKeyFile: text(1024).default(''),
    /** Whether a TLS peer that we dial must show a certificate that is believed. */
    tlsVerifyPeers: z.boolean({ error: 'true or false' }).default(true),
    /** PEM file of certificates believed besides the system's own, empty = none. */
    tlsAuthorityFile: text(1024).default(''),
    /** Digest algorithms offered and taken, one challenge each, in this order. */
    digestAlgorithms: z
      .array(z.enum(['MD5', 'SHA-256'], { error: 'MD5 or SHA-256' }))
      .min(1, { error: 'at least one of MD5, SHA-256' })
      .max(2, { error: 'MD5 and SHA-256, each once' })
      .refine((names) => new Set(names).size === names.length, {
        error: 'MD5 and SHA-256, each once',
      })
      .default(['MD5', 'SHA-256']),
    publishTargets: z.array(publishTarget).max(64, { error: 'at most 64 targets' }).default([]),
    publishOnChange: z
      .enum(['refresh only', 'threshold', 'every change'], {
        error: 'one of refresh only, threshold, every change',
      })
      .default('threshold'),
    publishCoalescingMs: integer(100, 10_000, 'ms').default(1000),
    /** Most PUBLISH requests per second and target. */
    publishPacePerSecond: integer(1, 10_000, 'per second').default(500),
    /** The profile that was applied last: its range is what guidance measures SS_SIP_PUBLISH_EXPIRE by. */
    deploymentProfile: profileId().default(''),
    stalePolicy: z
      .enum(['hold last', 'own count only', 'suspend gateway'], {
        error: 'one of hold last, own count only, suspend gateway',
      })
      .default('hold last'),
    /** Bands of composed concurrency, per cent of the line limit. */
    reduceBandPercent: integer(1, 100, '%').default(80),
    lastResortBandPercent: integer(1, 100, '%').default(95),
    traceEnabled: z.boolean({ error: 'true or false' }).default(true),
    /** Most messages and bytes kept by the trace. */
    traceMessages: integer(100, 5_000_000).default(100_000),
    traceMegabytes: integer(1, 4096, 'MiB').default(64),
    /** Thresholds of the routing gateway alarms; 0 = that alarm is off. */
    alarmConcurrencyRisePercent: integer(0, 100, '% of the line limit (0 = off)').default(95),
    alarmConcurrencyDropPercent: integer(0, 100, '% lost within a minute (0 = off)').default(0),
    alarmAsrPercent: integer(0, 100, '% (0 = off)').default(0),
    alarmAcdSeconds: integer(0, 3600, 's (0 = off)').default(0),
    recordRetentionDays: integer(1, 3650, 'days').default(90),
    /** Most messages per second from one source that is no known gateway or peer; 0 = no limit. */
    sourceRateLimit: integer(0, 1_000_000, 'per second').default(200),
    /** Web access control: who may use a directory of the web server; without a rule, this machine only. */
    webAccess: z
      .array(webAccessRule)
      .max(256, { error: 'at most 256 rules' })
      .default([{ directory: '/external', addresses: ['127.0.0.1', '::1'] }]),
    /** Other softswitches that the client reads; their interface goes by address, so there is no password. */
    attachedServers: z
      .array(attachedServer)
      .max(16, { error: 'at most 16 servers' })
      .refine((servers) => new Set(servers.map(({ name }) => name)).size === servers.length, {
        error: 'every name once',
      })
      .default([]),
    /** Where CallStateReport and AlarmCurrentReport are posted: the page name is appended; empty = off. */
    noticeUrl: z
      .string({ error: noticeAllowed })
      .max(1024, { error: noticeAllowed })
      .regex(/^(https?:\/\/[^\s/@]+\/\S*)?$/, { error: noticeAllowed })
      .default(''),
  })
  .refine((settings) => settings.reduceBandPercent <= settings.lastResortBandPercent, {
    error: 'reduceBandPercent must not be above lastResortBandPercent',
    path: ['reduceBandPercent'],
  })

export type PublishTarget = Readonly<z.infer<typeof publishTarget>>
export type AttachedServer = Readonly<z.infer<typeof attachedServer>>
export type WebAccessRule = Readonly<z.infer<typeof webAccessRule>>
export type EngineSettings = Readonly<z.infer<typeof engineSettings>>
