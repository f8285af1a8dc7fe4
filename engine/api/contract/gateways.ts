import { z } from 'zod'
import { code, commaList, flag, integer, profileId, systemYesNo, text } from './fields.ts'

/*
 * Routing and mapping gateways: field names follow the VOS3000 web interface, so that one name serves
 * database, interfaces and client. Every field but `name` has its default here and nowhere else.
 */

const nameAllowed =
  '1 to 64 letters, digits, spaces or any of - _ . @ + # ( ) & and no leading or trailing space'

/** Gateway name: unique among its kind, part of SIP URIs and PIDF entities (escaped there). */
export const gatewayName = z
  .string({ error: nameAllowed })
  .regex(/^(?! )[\p{L}\p{N} \-_.@+#()&]{1,64}(?<! )$/u, { error: nameAllowed })

const port = () => integer(1, 65_535)
const stageTimeout = (max: number) => integer(0, max, 's (0 = system value)').default(0)
const prefixes = () =>
  commaList(/^\+?[0-9*#]{1,32}$/, 'comma list of prefixes of 1 to 32 digits, * or #').default('')
const groups = () => commaList(/^[^,;]{1,64}$/, 'comma list of group names').default('')
const dialPlan = () =>
  commaList(
    /^\+?[0-9*#]{0,32}:\+?[0-9*#]{0,32}(;\+?[0-9*#]{0,32}){0,15}$/,
    'comma list of pattern:replacement (pattern: digits, a trailing * matches any rest)',
  ).default('')
const ipOrHost = (allowed: string) =>
  z.string({ error: allowed }).regex(/^[0-9A-Za-z.:_-]{0,255}$/, { error: allowed })

/** One row of *Period capacity*: in force on `days` from `beginTime` to `endTime`. */
export const periodCapacity = z.strictObject({
  /** 0 = Sunday … 6 = Saturday. */
  days: z
    .array(integer(0, 6))
    .min(1, { error: 'at least one day from 0 (Sunday) to 6 (Saturday)' }),
  /** Seconds after local midnight. */
  beginTime: integer(0, 86_400, 's'),
  endTime: integer(0, 86_400, 's'),
  capacity: integer(0, 100_000, 'lines (0 = unlimited)'),
})

export const routingGateway = z.strictObject({
  name: gatewayName,
  prefix: prefixes(),
  /** 0 Expiration: stop at this prefix; 1 Extension: go on to shorter ones. */
  prefixStyle: code(0, 1).default(0),
  /** Line limit: most concurrent calls, 0 = unlimited. */
  capacity: integer(0, 100_000, 'lines (0 = unlimited)').default(0),
  /** Call limit enforcement: at the line limit no further call is sent. */
  enforceCapacity: flag().default(true),
  allowPublish: flag().default(false),
  /** What kind of gateway it is for guidance; empty = not said. */
  deploymentProfile: profileId().default(''),
  /** 0 none, 3 all. */
  lockType: code(0, 3).default(0),
  /** Smaller is tried first. */
  priority: integer(0, 10_000).default(0),
  protectRoute: flag().default(false),
  /** 0 Static, 1 Dynamic (it registers to us), 2 Registration (we register to it). */
  registerType: code(0, 1, 2).default(0),
  remoteIp: ipOrHost('IP address or host name').default(''),
  signalPort: port().default(5060),
  transport: z.enum(['udp', 'tcp', 'tls'], { error: 'one of udp, tcp, tls' }).default('udp'),
  localIp: ipOrHost('one of this machine’s IP addresses, empty = chosen by the system').default(''),
  /** SIP digest password: secret at rest, never exported unless asked. */
  password: text(128).default(''),
  gatewayGroups: groups(),
  memo: text(1024).default(''),
  optionsOnlineCheck: flag().default(false),
  rewriteRulesInCallee: dialPlan(),
  rewriteRulesInCaller: dialPlan(),
  callinCalleePrefixes: prefixes(),
  /** true: only these; false: not these. */
  callinCalleePrefixesAllow: flag().default(false),
  callinCallerPrefixes: prefixes(),
  callinCallerPrefixesAllow: flag().default(false),
  periodCapacities: z.array(periodCapacity).max(64, { error: 'at most 64 rows' }).default([]),
  sipTimer: flag().default(true),
  sip100Rel: flag().default(false),
  /** 0 absent, 1 passthrough, 2 id, 3 none. */
  sipPrivacy: code(0, 1, 2, 3).default(0),
  /** 0 absent, 1 passthrough, 2 caller number. */
  sipPAssertedIdentity: code(0, 1, 2).default(0),
  sipPPreferredIdentity: code(0, 1, 2).default(0),
  sipRemotePartyId: flag().default(false),
  sipDisplay: flag().default(true),
  /** Where requests inside a call go: 0 original source, 1 source IP + Contact port, 2 Contact address. */
  sipRequestAddressMethod: code(0, 1, 2).default(2),
  /** Where responses go: 0 original source, 1 source IP + Via port, 2 Via address. */
  sipResponseAddressMethod: code(0, 1, 2).default(0),
  timeoutInvite: stageTimeout(300),
  timeoutTrying: stageTimeout(300),
  timeoutSessionProgress: stageTimeout(600),
  timeoutSessionProgressSdp: stageTimeout(600),
  timeoutRinging: stageTimeout(600),
  switchAllowRing: systemYesNo().default('system'),
  switchAllowSdp: systemYesNo().default('system'),
  switchAllowBusy: systemYesNo().default('system'),
  switchAllowErrorCode: systemYesNo().default('system'),
  /** The response codes that switchAllowErrorCode speaks of. */
  switchErrorCodes: commaList(
    /^[3-6]\d\d$/,
    'comma list of response codes from 300 to 699',
  ).default(''),
  /** Registration type: host[:port] of the registrar, empty = remoteIp:signalPort. */
  registrar: z
    .string({ error: 'host or host:port' })
    .regex(/^[0-9A-Za-z.:_[\]-]{0,255}$/, { error: 'host or host:port' })
    .default(''),
  registerName: text(128).default(''),
  authUser: text(128).default(''),
})

export type PeriodCapacity = Readonly<z.infer<typeof periodCapacity>>
export type RoutingGateway = Readonly<z.infer<typeof routingGateway>>

const failedCodes = commaList(
  /^(0|[3-6]\d\d):(0|[3-6]\d\d)$/,
  'comma list of from:to response codes (from 0 = all others, to 0 = keep)',
)

export const mappingGateway = z.strictObject({
  name: gatewayName,
  /** Comma list of addresses or CIDR blocks; with method 1 each may carry :port. */
  remoteIps: commaList(
    /^(\d{1,3}(\.\d{1,3}){3}(\/\d{1,2})?(:\d{1,5})?|\[?[0-9A-Fa-f:.]+\]?(\/\d{1,3})?(:\d{1,5})?)$/,
    'comma list of IP addresses or CIDR blocks',
  ).default(''),
  /** 0 IP, 1 IP + port, 2 Password. */
  sipAuthenticationMethod: code(0, 1, 2).default(0),
  password: text(128).default(''),
  capacity: integer(0, 100_000, 'lines (0 = unlimited)').default(0),
  priority: integer(0, 10_000).default(0),
  /** 0 none, 3 all. */
  lockType: code(0, 3).default(0),
  routingGatewayGroups: groups(),
  /** true: only these routing gateway groups; false: not these. */
  routingGatewayGroupsAllow: flag().default(false),
  calloutCalleePrefixes: prefixes(),
  calloutCalleePrefixesAllow: flag().default(false),
  rewriteRulesOutCallee: dialPlan(),
  rewriteRulesOutCaller: dialPlan(),
  callFailedSipCode: failedCodes.default(''),
  sipTimer: flag().default(true),
  sip100Rel: flag().default(false),
  /** Callee is read from: 0 To, 1 request line. */
  sipCalleeE164Domain: code(0, 1).default(1),
  /** Caller is read from: 0 From, 1 Remote-Party-ID, 3 P-Asserted-Identity. */
  sipCallerE164Domain: code(0, 1, 3).default(0),
  memo: text(1024).default(''),
})

export type MappingGateway = Readonly<z.infer<typeof mappingGateway>>
