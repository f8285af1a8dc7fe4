import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createServer } from 'node:tls'
import { expect } from 'vitest'
import { createSelfSignedCertificate } from '../../../engine/testing/self-signed-certificate.ts'
import { freePort } from '../../harness/free-port.ts'
import { createTemporaryFolder } from '../../harness/temporary-folder.ts'
import type { Proof } from './proof.ts'
import type { RunningEngine } from './running-engine.ts'

/** A gateway behind TLS that shows a certificate of its own making, and the INVITEs that reached it. */
async function openTlsGateway(running: RunningEngine) {
  const folder = createTemporaryFolder()
  const { certificate, key } = createSelfSignedCertificate()
  const certificateFile = join(folder.path, 'gateway.crt')
  const keyFile = join(folder.path, 'gateway.key')
  writeFileSync(certificateFile, certificate)
  writeFileSync(keyFile, key)
  let invites = 0
  const server = createServer({ cert: certificate, key }, (socket) => {
    socket.on('data', (bytes: Buffer) => {
      if (bytes.toString('latin1').startsWith('INVITE ')) invites++
    })
    socket.on('error', () => socket.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  running.setSettings({
    listen: ['udp:127.0.0.1:0', `tls:127.0.0.1:${String(await freePort())}`],
    tlsCertificateFile: certificateFile,
    tlsKeyFile: keyFile,
  })
  await running.until('the TLS listener', () =>
    running.engine.view.sipAddresses().length === 2 ? true : undefined,
  )
  running.routing('GW-TLS', { transport: 'tls', remoteIp: '127.0.0.1', signalPort: port })
  return {
    certificateFile,
    invites: () => invites,
    close(): void {
      server.close()
      folder.remove()
    },
  }
}

/** The gateway's INVITE arrives only once `believe` was set. */
async function proveTrust(
  running: RunningEngine,
  believe: (certificateFile: string) => void,
): Promise<void> {
  const gateway = await openTlsGateway(running)
  try {
    const caller = await running.openPeer()
    const refused = caller.invite(running.target, '100')
    await running.until('the end of a call to a stranger', () =>
      refused.outcomes.find((each) => /^[45]\d\d$/.test(each)),
    )
    expect(gateway.invites()).toBe(0)
    believe(gateway.certificateFile)
    caller.invite(running.target, '100')
    await running.until('the INVITE', () => (gateway.invites() === 1 ? true : undefined))
  } finally {
    gateway.close()
  }
}

export const tlsSettingProofs = {
  tlsVerifyPeers: {
    shows: 'whether a gateway with a certificate that nobody vouches for is called',
    prove: (running) => proveTrust(running, () => running.setSettings({ tlsVerifyPeers: false })),
  },
  tlsAuthorityFile: {
    shows: 'whose certificates are believed',
    prove: (running) =>
      proveTrust(running, (tlsAuthorityFile) => {
        running.setSettings({ tlsAuthorityFile })
      }),
  },
} satisfies Readonly<Record<string, Proof>>
