import type { AttachedServerRow, PathForm } from '../api/contract/attached-procedures.ts'
import { EngineError } from '../api/contract/errors.ts'
import { failure, type Result } from '../kernel/result.ts'
import { readAnswer } from './read-answer.ts'
import { serverFailed, type FaultOfServer } from './server-fault.ts'
import type { PostToWeb } from './web-post.ts'
import type { Fields } from './wire-values.ts'

export interface WebServerPorts {
  readonly post: PostToWeb
  nowMs(): number
}

const forms: Readonly<Record<PathForm, (call: string) => string>> = {
  '/external/server/': (call) => `/external/server/${call}`,
  '/external/server/….jsp': (call) => `/external/server/${call}.jsp`,
  '/external_new/server/': (call) => `/external_new/server/${call}`,
}
const allForms = Object.keys(forms) as PathForm[]

/** Requests that may wait for a server at a time; it gets them one after another. */
const mostWaiting = 16
const limitMs = 15_000
const longLimitMs = 60_000
const mostBytes = 64 * 1024 * 1024

type Answer = Result<Fields, FaultOfServer>

/** One softswitch: knows where the calls of its interface lie, and asks it for one thing at a time. */
export class WebServer {
  readonly url: string
  readonly #ports: WebServerPorts
  readonly #reading = new Map<string, Promise<Fields>>()
  #form: PathForm | undefined
  #last: Promise<unknown> = Promise.resolve()
  #waiting = 0
  #fault: FaultOfServer | undefined
  #isAsked = false
  #answeredAtMs = 0

  constructor(url: string, ports: WebServerPorts) {
    this.url = url
    this.#ports = ports
  }

  get state(): Omit<AttachedServerRow, 'name' | 'url'> {
    const fault = this.#fault
    return {
      pathForm: this.#form ?? '',
      state: fault ? 'fails' : this.#isAsked ? 'answers' : 'not asked',
      fault: fault?.fault ?? '',
      faultValues: fault?.values ?? {},
      answeredAtMs: this.#answeredAtMs,
    }
  }

  /** Reads; who asks for the same at the same time gets the same answer. */
  read(call: string, fields: Fields = {}): Promise<Fields> {
    const body = JSON.stringify(fields)
    const key = `${call} ${body}`
    const known = this.#reading.get(key)
    if (known) return known
    const reading = this.#inTurn(() => this.#find(call, body)).finally(() =>
      this.#reading.delete(key),
    )
    this.#reading.set(key, reading)
    return reading
  }

  /** Changes something: sent once, to where a reading was answered. */
  async write(call: string, fields: Fields): Promise<void> {
    await this.#inTurn(() => {
      const form = this.#form ?? allForms[0]
      return form ? this.#try(form, call, JSON.stringify(fields)) : Promise.reject(new Error(call))
    })
  }

  async #inTurn(ask: () => Promise<Answer>): Promise<Fields> {
    if (this.#waiting >= mostWaiting) {
      throw new EngineError('BUSY', `${mostWaiting} requests to ${this.url} are waiting already`)
    }
    this.#waiting += 1
    const turn = this.#last.then(ask)
    this.#last = turn.catch(() => undefined)
    try {
      const answer = await turn
      this.#note(answer)
      if (answer.ok) return answer.value
      throw serverFailed(answer.fault)
    } finally {
      this.#waiting -= 1
    }
  }

  #note(answer: Answer): void {
    this.#isAsked = true
    // A refused call is an answer: the server is well.
    this.#fault = answer.ok || answer.fault.fault === 'retCode' ? undefined : answer.fault
    if (!this.#fault) this.#answeredAtMs = this.#ports.nowMs()
  }

  /** By the form that was answered before, else by each of them; a page that is not of VOS3000 tells more than none. */
  async #find(call: string, body: string): Promise<Answer> {
    const known = this.#form
    const order = known ? [known, ...allForms.filter((form) => form !== known)] : allForms
    let fault: FaultOfServer = { fault: 'notFound', values: { url: this.url, call, status: 404 } }
    for (const form of order) {
      const answer = await this.#try(form, call, body)
      if (answer.ok || answer.fault.fault === 'retCode') {
        this.#form = form
        return answer
      }
      if (fault.fault === 'notFound') fault = answer.fault
      const mayLieElsewhere = ['notFound', 'notJson', 'notUnderstood'].includes(answer.fault.fault)
      if (!mayLieElsewhere) return answer
    }
    return failure(fault)
  }

  async #try(form: PathForm, call: string, body: string): Promise<Answer> {
    const path = forms[form](call)
    const long = call === 'GetCdr' ? longLimitMs : limitMs
    const post = { url: this.url, path, call, body, limitMs: long, mostBytes }
    const reply = await this.#ports.post(post)
    return reply.ok ? readAnswer(reply.value, post) : reply
  }
}
