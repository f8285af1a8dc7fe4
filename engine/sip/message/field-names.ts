/** Header field names with a fixed place in the table; the parser keeps what they hold at hand. */
export const viaSlot = 0
export const fromSlot = 1
export const toSlot = 2
export const callIdSlot = 3
export const cseqSlot = 4
export const maxForwardsSlot = 5
export const contentLengthSlot = 6

/** Slots from 1 up to this one hold header fields that may occur once only, RFC 3261 §7.3.1. */
export const lastSingleSlot = 24

const names: readonly string[] = [
  ...['Via', 'From', 'To', 'Call-ID', 'CSeq', 'Max-Forwards', 'Content-Length'],
  ...['Content-Type', 'Expires', 'Event', 'Min-Expires', 'SIP-ETag', 'SIP-If-Match'],
  ...['Session-Expires', 'Min-SE', 'RSeq', 'RAck', 'Refer-To', 'Replaces', 'Subscription-State'],
  ...['Retry-After', 'Content-Disposition', 'Date', 'Timestamp', 'Referred-By'],
  ...['Accept', 'Accept-Contact', 'Accept-Encoding', 'Accept-Language', 'Alert-Info', 'Allow'],
  ...['Allow-Events', 'Authentication-Info', 'Authorization', 'Call-Info', 'Contact'],
  ...['Content-Encoding', 'Content-Language', 'Diversion', 'Error-Info', 'Geolocation'],
  ...['History-Info', 'Identity', 'In-Reply-To', 'Info-Package', 'Join', 'MIME-Version'],
  ...['Organization', 'P-Access-Network-Info', 'P-Asserted-Identity', 'P-Called-Party-ID'],
  ...['P-Charging-Vector', 'P-Early-Media', 'P-Preferred-Identity', 'Path', 'Priority', 'Privacy'],
  ...['Proxy-Authenticate', 'Proxy-Authorization', 'Proxy-Require', 'Reason', 'Record-Route'],
  ...['Recv-Info', 'Reject-Contact', 'Remote-Party-ID', 'Reply-To', 'Request-Disposition'],
  ...['Require', 'Route', 'Security-Client', 'Security-Server', 'Security-Verify', 'Server'],
  ...['Service-Route', 'Subject', 'Supported', 'Target-Dialog', 'Unsupported', 'User-Agent'],
  ...['User-to-User', 'Warning', 'WWW-Authenticate'],
]

/** RFC 3261 §7.3.3 and the extensions' own documents. */
const compactForms: Readonly<Record<string, string>> = {
  a: 'Accept-Contact',
  b: 'Referred-By',
  c: 'Content-Type',
  d: 'Request-Disposition',
  e: 'Content-Encoding',
  f: 'From',
  i: 'Call-ID',
  j: 'Reject-Contact',
  k: 'Supported',
  l: 'Content-Length',
  m: 'Contact',
  o: 'Event',
  r: 'Refer-To',
  s: 'Subject',
  t: 'To',
  u: 'Allow-Events',
  v: 'Via',
  x: 'Session-Expires',
  y: 'Identity',
}

const folded: readonly Uint8Array[] = names.map((name) => Buffer.from(name.toLowerCase()))

/** Slot by the code of a compact form, -1 where there is none. */
const slotOfLetter = new Int8Array(128).fill(-1)
for (const [letter, name] of Object.entries(compactForms)) {
  slotOfLetter[letter.charCodeAt(0)] = names.indexOf(name)
}

const tableSize = 512
const slotOfPlace = new Int16Array(tableSize).fill(-1)

/** A hash of the name between two positions, from its length and three of its characters folded to lower case. */
function placeOf(bytes: Uint8Array, start: number, end: number): number {
  const first = (bytes[start] ?? 0) | 0x20
  const middle = (bytes[(start + end) >>> 1] ?? 0) | 0x20
  const last = (bytes[end - 1] ?? 0) | 0x20
  return (first * 5 + middle * 23 + last * 97 + (end - start) * 41) & (tableSize - 1)
}

folded.forEach((name, slot) => {
  let place = placeOf(name, 0, name.length)
  while (slotOfPlace[place] !== -1) place = (place + 1) & (tableSize - 1)
  slotOfPlace[place] = slot
})

/** The slot of the name between two positions, in any case or compact form; -1 for an unknown name. */
export function slotOf(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start
  if (length === 1) return slotOfLetter[((bytes[start] ?? 0) | 0x20) & 127] ?? -1
  for (let place = placeOf(bytes, start, end); ; place = (place + 1) & (tableSize - 1)) {
    const slot = slotOfPlace[place] ?? -1
    if (slot < 0) return -1
    const name = folded[slot]
    if (name?.length === length && isNameAt(bytes, start, name)) return slot
  }
}

function isNameAt(bytes: Uint8Array, start: number, name: Uint8Array): boolean {
  for (let i = 0; i < name.length; i++) {
    if (((bytes[start + i] ?? 0) | 0x20) !== name[i]) return false
  }
  return true
}

/** The canonical name of a slot. */
export function nameOfSlot(slot: number): string {
  return names[slot] ?? ''
}

const canonicalNames: ReadonlySet<string> = new Set(names)

/** The canonical spelling of a header field name in any case or compact form; unknown names stay as they are. */
export function canonicalName(name: string): string {
  if (canonicalNames.has(name)) return name
  if (name === '') return name
  const slot = slotOf(Buffer.from(name, 'latin1'), 0, name.length)
  return slot < 0 ? name : nameOfSlot(slot)
}
