/* Who is calling, as each gateway wants to be told: From, P-Asserted-Identity and P-Preferred-Identity (RFC 3325),
 * Privacy (RFC 3323), Remote-Party-ID (never an RFC, widely spoken). Hosts of the caller's side are replaced.
 * Not here: Identity (RFC 8224), anonymisation of From. */
import type { RoutingGateway } from '../api/contract/gateways.ts'
import type { ParameterValues } from '../parameters/parameter-catalogue.ts'
import type { SipRequest } from '../sip/message/message.ts'
import { parseNameAddr } from '../sip/message/name-addr.ts'
import { encodeUtf8, quote } from '../sip/message/text-encoding.ts'
import { escapeUser, isSipUri } from '../sip/message/uri.ts'

const passthrough = 1
const callerNumber = 2
const registrationType = 2

/** What the identity fields of one outgoing INVITE are made from. */
export interface IdentitySource {
  readonly gateway: RoutingGateway
  readonly parameters: Readonly<ParameterValues>
  /** The caller's INVITE. */
  readonly invite: SipRequest
  readonly callerSent: string
  /** Host (and port) that stands for us towards this gateway. */
  readonly host: string
}

/** A number as the user part of a URI. */
export function userOf(number: string): string {
  for (let i = 0; i < number.length; i++) {
    const code = number.charCodeAt(i)
    const isPlain =
      (code >= 48 && code <= 57) || code === 43 || code === 42 || (code >= 97 && code <= 122)
    if (!isPlain) return escapeUser(encodeUtf8(number))
  }
  return number === '' ? 'anonymous' : number
}

/** From without its tag: the number sent, or the name under which we are registered. */
export function fromParty(source: IdentitySource): string {
  const { gateway, callerSent, host } = source
  const isRegistered = gateway.registerType === registrationType && gateway.registerName !== ''
  const user = userOf(isRegistered ? gateway.registerName : callerSent)
  const displayName = displayNameOf(source)
  return displayName ? `${quote(displayName)} <sip:${user}@${host}>` : `<sip:${user}@${host}>`
}

function displayNameOf({
  gateway,
  parameters,
  invite,
  callerSent,
}: IdentitySource): string | undefined {
  if (!gateway.sipDisplay) return undefined
  switch (parameters.SS_SIP_E164_DISPLAY_FROM) {
    case 'Passthrough':
      return invite.from.displayName
    case 'Caller':
      return encodeUtf8(callerSent)
    case 'Ignore':
      return undefined
  }
}

/** Appends Privacy, P-Asserted-Identity, P-Preferred-Identity and Remote-Party-ID as the gateway asks. */
export function addIdentityFields(entries: string[], source: IdentitySource): void {
  const { gateway, callerSent, host } = source
  const privacy = privacyOf(source)
  if (privacy !== undefined) entries.push('Privacy', privacy)
  addIdentity(entries, 'P-Asserted-Identity', gateway.sipPAssertedIdentity, source)
  addIdentity(entries, 'P-Preferred-Identity', gateway.sipPPreferredIdentity, source)
  if (gateway.sipRemotePartyId) {
    const isWithheld = privacy !== undefined && /\b(id|user|header)\b/i.test(privacy)
    entries.push(
      'Remote-Party-ID',
      `<sip:${userOf(callerSent)}@${host}>;party=calling;screen=yes;privacy=${isWithheld ? 'full' : 'off'}`,
    )
  }
}

function privacyOf({ gateway, parameters, invite }: IdentitySource): string | undefined {
  switch (gateway.sipPrivacy) {
    case 0:
      return gateway.registerType === registrationType ? systemPrivacy(parameters) : undefined
    case 1:
      return invite.fields.get('Privacy')
    case 2:
      return 'id'
    case 3:
      return 'none'
  }
}

function systemPrivacy(parameters: Readonly<ParameterValues>): string | undefined {
  switch (parameters.SS_SIP_USER_AGENT_PRIVACY) {
    case 'Ignore':
      return undefined
    case 'Id':
      return 'id'
    case 'None':
      return 'none'
  }
}

function addIdentity(
  entries: string[],
  name: 'P-Asserted-Identity' | 'P-Preferred-Identity',
  mode: number,
  source: IdentitySource,
): void {
  if (mode === callerNumber) {
    entries.push(name, `<sip:${userOf(source.callerSent)}@${source.host}>`)
    return
  }
  if (mode !== passthrough) return
  for (const value of source.invite.fields.list(name)) {
    const passed = passedIdentity(value, source)
    if (passed !== undefined) entries.push(name, passed)
  }
}

/** The same identity without the host of the caller's side; a tel: URI has none. */
function passedIdentity(value: string, { gateway, host }: IdentitySource): string | undefined {
  const identity = parseNameAddr(value)
  if (identity === undefined) return undefined
  const { uri } = identity
  const display =
    gateway.sipDisplay && identity.displayName ? `${quote(identity.displayName)} ` : ''
  if (!isSipUri(uri)) return uri.scheme === 'tel' ? `${display}<${identity.uriText}>` : undefined
  return uri.user === undefined ? undefined : `${display}<sip:${uri.user}@${host}>`
}
