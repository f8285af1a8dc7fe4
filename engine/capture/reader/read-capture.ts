/* Capture files into traces: pcap and pcapng, link, IP, UDP and TCP, as far as SIP in clear travels in them.
 * Implemented: packets are read one by one through a window, so memory is bounded by the number of messages alone.
 * Not here: TLS, WebSocket, SCTP, tunnels, packets of Wi-Fi. Nothing in a file makes it throw; a fault ends the reading. */
import type { CaptureFacts } from '../../api/contract/capture-procedures.ts'
import { EngineError } from '../../api/contract/errors.ts'
import { AddressTable } from './address-table.ts'
import { CaptureFlows } from './capture-flows.ts'
import type { CapturedPacket, PacketSource } from './captured-packet.ts'
import { CaptureSpool } from './capture-spool.ts'
import { CaptureTrace, mostMessages } from './capture-trace.ts'
import { FileWindow } from './file-window.ts'
import { Fragments } from './fragments.ts'
import { createIpPayload, readIpHeader } from './ip-layer.ts'
import { ipHeaderAt, isKnownLink } from './link-layer.ts'
import { openPcap } from './pcap-packets.ts'
import { openPcapng } from './pcapng-packets.ts'
import { sipStartAt } from './sip-start.ts'
import { TcpStreams } from './tcp-streams.ts'

export interface CaptureInput {
  /** Open for reading. */
  readonly capture: number
  /** An empty file, open for reading and writing, for messages that must be put together. */
  readonly spool: number
  /** Told now and then how far the file was read. */
  readonly onProgress?: (progress: { readonly position: number; readonly packets: number }) => void
}

export interface ReadCapture {
  readonly trace: CaptureTrace
  readonly facts: CaptureFacts
}

const udpNumber = 17
const tcpNumber = 6
const packetsPerProgress = 8192

/** Reads a whole file; throws only when it is no capture file or cannot be read. */
export function readCapture(input: CaptureInput): ReadCapture {
  const file = new FileWindow(input.capture)
  const packets = openPcap(file) ?? openPcapng(file)
  if (packets === undefined) {
    throw new EngineError('INVALID_DOCUMENT', 'this is no capture file; allowed: pcap and pcapng')
  }
  const reading = new Reading(input)
  for (let packet = packets.next(); packet !== undefined; packet = packets.next()) {
    reading.take(packet)
    if (reading.packets % packetsPerProgress === 0) {
      input.onProgress?.({ position: packets.position, packets: reading.packets })
    }
  }
  input.onProgress?.({ position: packets.position, packets: reading.packets })
  return reading.finish(packets)
}

class Reading {
  packets = 0
  readonly #trace: CaptureTrace
  readonly #flows = new CaptureFlows(new AddressTable())
  readonly #fragments = new Fragments()
  readonly #streams: TcpStreams
  readonly #payload = createIpPayload()
  #nowMs = 0
  #messages = 0
  #cut = 0
  #unreadable = 0

  constructor({ capture, spool }: CaptureInput) {
    // Windows of their own: the packets' moves on while the trace is not read yet.
    const files = { capture: new FileWindow(capture), spool: new CaptureSpool(spool) }
    this.#trace = new CaptureTrace(files, this.#flows)
    this.#streams = new TcpStreams(this.#flows, (bytes, flow) => {
      this.#messages++
      this.#trace.addAssembled(bytes, flow, this.#nowMs)
    })
  }

  take({ linkType, bytes, position, timeMs }: CapturedPacket): void {
    this.packets++
    this.#nowMs = timeMs
    if (!isKnownLink(linkType)) this.#unreadable++
    const at = ipHeaderAt(linkType, bytes)
    const payload = this.#payload
    if (at < 0 || !readIpHeader(bytes, at, this.#flows.addresses, payload)) return
    if (payload.isFragment) {
      const whole = this.#fragments.add(payload, bytes, timeMs)
      if (whole !== undefined) this.#transport(whole, -1)
    } else this.#transport(bytes.subarray(payload.at, payload.end), position + payload.at)
  }

  finish(packets: PacketSource): ReadCapture {
    this.#streams.finish()
    this.#fragments.finish()
    this.#trace.finish()
    const { timesMs } = this.#trace.columns
    const messages = this.#trace.nextSequence
    const facts: CaptureFacts = {
      packets: this.packets,
      messages,
      reassembled: this.#fragments.assembled,
      incompleteFragments: this.#fragments.incomplete,
      streamGaps: this.#streams.gaps,
      cutMessages: this.#cut,
      unreadablePackets: this.#unreadable,
      ending: packets.ending,
      isOverfull: this.#messages > mostMessages,
      firstMs: messages === 0 ? 0 : (timesMs[0] ?? 0),
      lastMs: messages === 0 ? 0 : (timesMs[messages - 1] ?? 0),
    }
    return { trace: this.#trace, facts }
  }

  /** `position` is -1 for bytes that lie in no one piece in the file. */
  #transport(segment: Buffer, position: number): void {
    const { protocol, source, destination } = this.#payload
    if (protocol === tcpNumber) this.#streams.add(segment, { source, destination })
    else if (protocol === udpNumber) this.#datagram(segment, position)
  }

  #datagram(datagram: Buffer, position: number): void {
    if (datagram.length < 8) return
    // Zero is written where the packet is longer than the field can say.
    const stated = datagram.readUInt16BE(4)
    const length = stated === 0 ? datagram.length : stated
    const payload = datagram.subarray(8, Math.max(8, length))
    const start = sipStartAt(payload)
    if (start < 0) return
    const { source, destination } = this.#payload
    const flow = this.#flows.datagram({
      ...{ source, destination },
      sourcePort: datagram.readUInt16BE(0),
      destinationPort: datagram.readUInt16BE(2),
    })
    this.#messages++
    if (length > datagram.length) this.#cut++
    const bytes = payload.subarray(start)
    if (position < 0) this.#trace.addAssembled(bytes, flow, this.#nowMs)
    else this.#trace.addInPlace(bytes, position + 8 + start, flow, this.#nowMs)
  }
}
