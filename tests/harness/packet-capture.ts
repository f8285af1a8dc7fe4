import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startChild } from './child.ts'
import { createTemporaryFolder } from './temporary-folder.ts'

/** Values of the asked fields of one packet; a field that the packet lacks is empty. */
export type PacketFields<Name extends string> = Readonly<Record<Name, string>>

/** A tcpdump on the loopback interface. */
export interface PacketCapture {
  readonly file: string
  /** Ends the capture and keeps the file. */
  stop(): Promise<void>
  /** Removes the file. */
  remove(): void
}

/** Records what passes on `lo` to or from one of `ports`. */
export async function startPacketCapture(
  ports: readonly number[],
  limitMs = 120_000,
): Promise<PacketCapture> {
  const folder = createTemporaryFolder()
  const file = join(folder.path, 'capture.pcap')
  const filter = ports.map((port) => `port ${port}`).join(' or ')
  const child = startChild(
    'tcpdump',
    [
      '-i',
      'lo',
      '-U',
      '--immediate-mode',
      '-n',
      '-s',
      '0',
      '-B',
      '16384',
      '-Z',
      'root',
      '-w',
      file,
      filter,
    ],
    { limitMs },
  )
  await child.waitForLine((line) => line.includes('listening on'), 10_000)
  return {
    file,
    async stop() {
      // What was sent just now is still on its way from the kernel to the file.
      await sleep(200)
      child.kill('SIGINT')
      await child.ended
    },
    remove: () => folder.remove(),
  }
}

export interface DecodeOptions {
  /** Display filter of tshark, for example `sip.Method == "PUBLISH"`. */
  readonly filter?: string
  /** Ports whose UDP and TCP payload is to be read as SIP. */
  readonly sipPorts?: readonly number[]
}

/** Reads a capture file with tshark, an independent decoder: one object of field values per packet. */
export function decodeCapture<Name extends string>(
  file: string,
  fields: readonly Name[],
  { filter, sipPorts = [] }: DecodeOptions = {},
): PacketFields<Name>[] {
  const { status, stdout, stderr } = spawnSync(
    'tshark',
    [
      ...['-n', '-r', file, '-T', 'fields', '-E', 'separator=/t', '-E', 'occurrence=f'],
      ...sipPorts.flatMap((port) => ['-d', `udp.port==${port},sip`, '-d', `tcp.port==${port},sip`]),
      ...(filter === undefined ? [] : ['-Y', filter]),
      ...fields.flatMap((field) => ['-e', field]),
    ],
    { encoding: 'utf8', timeout: 60_000, maxBuffer: 256 * 1024 * 1024 },
  )
  if (status !== 0) throw new Error(`tshark: ${stderr}`)
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const values = line.split('\t')
      return Object.fromEntries(
        fields.map((field, index) => [field, values[index] ?? '']),
      ) as PacketFields<Name>
    })
}
