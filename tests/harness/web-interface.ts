/** Answer of the VOS3000-compatible web interface: `retCode` and whatever the call returns. */
export interface WebAnswer {
  readonly retCode: number
  readonly exception?: string
  readonly [field: string]: unknown
}

/** The web interface of one host. */
export interface WebInterface {
  /** Calls `POST /external/server/<name>`; a business error is an answer. */
  post(name: string, body?: object): Promise<WebAnswer>
  /** The same, and fails unless `retCode` is 0. */
  demand(name: string, body?: object): Promise<WebAnswer>
}

export function createWebInterface(http: string): WebInterface {
  const post = async (name: string, body: object = {}): Promise<WebAnswer> => {
    const response = await fetch(`${http}/external/server/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'text/html;charset=UTF-8' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(20_000),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${name}: HTTP ${response.status} ${text.slice(0, 200)}`)
    return JSON.parse(text) as WebAnswer
  }
  return {
    post,
    async demand(name, body) {
      const answer = await post(name, body)
      if (answer.retCode !== 0) {
        throw new Error(`${name}: ${answer.retCode} ${answer.exception ?? ''}`)
      }
      return answer
    },
  }
}
