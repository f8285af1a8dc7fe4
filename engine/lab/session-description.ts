import type { Endpoint } from '../sip/transport/transport.ts'

/** Media is never sent; the discard port says so. */
const mediaPort = 9

/** One audio stream, as a gateway would describe it. */
export function sessionDescription({ address }: Endpoint): Uint8Array {
  const where = `IN ${address.includes(':') ? 'IP6' : 'IP4'} ${address}`
  const lines = [
    ...['v=0', `o=lab 1 1 ${where}`, 's=-', `c=${where}`, 't=0 0'],
    ...[`m=audio ${String(mediaPort)} RTP/AVP 8 0`, 'a=rtpmap:8 PCMA/8000', 'a=rtpmap:0 PCMU/8000'],
  ]
  return Buffer.from(`${lines.join('\r\n')}\r\n`)
}
