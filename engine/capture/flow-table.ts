import type { Flow } from '../sip/transport/transport.ts'

/** Numbers for flows, so that a traced message carries four bytes instead of an object. */
export class FlowTable {
  #flows: Flow[] = []
  /** Remote address → local address → ports or connection → number. */
  #numbers = new Map<string, Map<string, Map<number, number>>>()

  get size(): number {
    return this.#flows.length
  }

  numberOf(flow: Flow): number {
    const { local, remote, connection } = flow
    const numbers = this.#numbersBetween(remote.address, local.address)
    const key = connection === 0 ? remote.port * 65_536 + local.port : -connection
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, this.#flows.length)
    return this.#flows.push(plainFlow(flow)) - 1
  }

  at(number: number): Flow {
    return this.#flows[number] ?? unknownFlow
  }

  /** Keeps only the flows that the first `inUse` of `numbers` name, and renumbers them there. */
  compact(numbers: Uint32Array, inUse: number): void {
    const former = this.#flows
    this.#flows = []
    this.#numbers = new Map()
    for (let i = 0; i < inUse; i++) {
      numbers[i] = this.numberOf(former[numbers[i] ?? 0] ?? unknownFlow)
    }
  }

  #numbersBetween(remote: string, local: string): Map<number, number> {
    let toLocals = this.#numbers.get(remote)
    if (toLocals === undefined) {
      toLocals = new Map<string, Map<number, number>>()
      this.#numbers.set(remote, toLocals)
    }
    let numbers = toLocals.get(local)
    if (numbers === undefined) {
      numbers = new Map<number, number>()
      toLocals.set(local, numbers)
    }
    return numbers
  }
}

const unknownFlow: Flow = {
  protocol: 'udp',
  local: { address: '', port: 0 },
  remote: { address: '', port: 0 },
  connection: 0,
}

/** A copy without what the platform hangs on its own objects. */
const plainFlow = ({ protocol, local, remote, connection }: Flow): Flow => ({
  protocol,
  local: { address: local.address, port: local.port },
  remote: { address: remote.address, port: remote.port },
  connection,
})
