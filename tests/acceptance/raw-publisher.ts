import { openRawPeer, rawMessage } from './raw-peer.ts'

interface RawPublication {
  entityTag: string
  cseq: number
  isPending: boolean
  lastStatus: number
}

/** Gateways that publish about themselves from one address, refreshing as often as they are told. */
export interface RawPublisher {
  readonly port: number
  /** Sends the initial PUBLISH, or the refresh with the tag of the last 2xx. */
  publish(gateway: string): void
  /** The gateways whose last request was answered: they know their entity-tag for certain. */
  certain(): readonly string[]
  lastStatus(gateway: string): number
  isPending(gateway: string): boolean
  /** Forgets requests that nobody will answer any more, with their entity-tags: either may be the right one. */
  giveUpPending(): void
  close(): void
}

export async function openRawPublisher(targetPort: number, port = 0): Promise<RawPublisher> {
  const peer = await openRawPeer(targetPort, port)
  const publications = new Map<string, RawPublication>()
  peer.onResponse((response) => {
    const publication = publications.get(response.callId.slice('pub-'.length))
    if (publication === undefined || response.statusCode < 200) return
    publication.isPending = false
    publication.lastStatus = response.statusCode
    if (response.statusCode === 200) publication.entityTag = response.field('SIP-ETag') ?? ''
  })
  const of = (gateway: string): RawPublication => {
    const known = publications.get(gateway)
    if (known) return known
    const made = { entityTag: '', cseq: 0, isPending: false, lastStatus: 0 }
    publications.set(gateway, made)
    return made
  }
  return {
    port: peer.port,
    publish(gateway) {
      const publication = of(gateway)
      publication.cseq++
      publication.isPending = true
      const isInitial = publication.entityTag === ''
      peer.send(
        rawMessage(
          `PUBLISH sip:${gateway}@127.0.0.1:${targetPort} SIP/2.0`,
          [
            `Via: SIP/2.0/UDP 127.0.0.1:${peer.port};rport;branch=z9hG4bK${gateway}-${publication.cseq}`,
            'Max-Forwards: 70',
            `From: <sip:${gateway}@127.0.0.1>;tag=${gateway}`,
            `To: <sip:${gateway}@127.0.0.1>`,
            `Call-ID: pub-${gateway}`,
            `CSeq: ${publication.cseq} PUBLISH`,
            'Event: presence',
            'Expires: 300',
            isInitial
              ? 'Content-Type: application/pidf+xml'
              : `SIP-If-Match: ${publication.entityTag}`,
          ],
          isInitial ? pidf(gateway) : '',
        ),
      )
    },
    certain: () =>
      [...publications]
        .filter(([, each]) => !each.isPending && each.entityTag !== '')
        .map(([name]) => name),
    lastStatus: (gateway) => of(gateway).lastStatus,
    isPending: (gateway) => of(gateway).isPending,
    giveUpPending() {
      for (const publication of publications.values()) {
        if (publication.isPending) publication.entityTag = ''
        publication.isPending = false
      }
    },
    close: () => peer.close(),
  }
}

const pidf = (gateway: string): string =>
  '<?xml version="1.0" encoding="UTF-8"?>' +
  `<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="pres:${gateway}@127.0.0.1">` +
  '<tuple id="self"><status><basic>open</basic></status></tuple></presence>'
