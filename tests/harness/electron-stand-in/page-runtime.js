/*
 * The renderer half of the stand-in, as plain JavaScript, because it runs inside a page: `require('electron')` of a
 * sandboxed preload script, and the wire to the process that stands in for main. `wire` and `runPreload` are filled in
 * by page-script.ts.
 */
/* global window, structuredClone, MessageChannel, atob, btoa, wire, runPreload */
;(() => {
  if (window.top !== undefined && window !== window.top) return
  const listeners = new Map()
  const pending = new Map()
  const ports = new Map()
  let lastAsk = 0

  // JSON knows neither bytes nor undefined; a structured clone does, and refuses functions.
  const encode = (value) =>
    JSON.stringify(structuredClone(value), (_key, each) => {
      if (each === undefined) return { $: 'undefined' }
      if (each instanceof Uint8Array) {
        return {
          $: 'bytes',
          base64: btoa(Array.from(each, (b) => String.fromCharCode(b)).join('')),
        }
      }
      return each
    })
  const decode = (text) =>
    JSON.parse(text, (_key, each) => {
      if (each?.$ === 'bytes') return Uint8Array.from(atob(each.base64), (c) => c.charCodeAt(0))
      return each?.$ === 'undefined' ? undefined : each
    })
  const send = (frame) => wire.send(encode(frame))

  const ipcRenderer = {
    invoke(channel, ...args) {
      lastAsk += 1
      const id = lastAsk
      return new Promise((resolve, reject) => {
        pending.set(id, { resolve, reject })
        send({ kind: 'invoke', id, channel, args })
      })
    },
    on(channel, listener) {
      if (!listeners.has(channel)) listeners.set(channel, new Set())
      listeners.get(channel).add(listener)
      return ipcRenderer
    },
    off(channel, listener) {
      listeners.get(channel)?.delete(listener)
      return ipcRenderer
    },
  }

  /** Between the two worlds: plain copies, functions as functions, errors as bare errors with their message. */
  const cross = (value) => {
    if (typeof value === 'function') return (...args) => cross(value(...args.map(cross)))
    if (value instanceof Promise || typeof value?.then === 'function') {
      return value.then(cross, (error) => {
        throw new Error(error.message)
      })
    }
    if (Array.isArray(value)) return value.map(cross)
    if (ArrayBuffer.isView(value)) return structuredClone(value)
    if (typeof value === 'symbol') throw new TypeError('a symbol cannot cross')
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, cross(each)]))
  }

  const contextBridge = {
    exposeInMainWorld(name, api) {
      if (name in window)
        throw new Error(`Cannot bind an API on top of an existing property: ${name}`)
      Object.defineProperty(window, name, { value: Object.freeze(cross(api)) })
    },
  }

  const adopt = (id) => {
    const { port1, port2 } = new MessageChannel()
    ports.set(id, port1)
    port1.onmessage = ({ data }) => send({ kind: 'port', port: id, data })
    port1.addEventListener('close', () => {
      if (ports.delete(id)) send({ kind: 'portClosed', port: id })
    })
    return port2
  }

  const receive = {
    reply({ id, ok, value, message }) {
      const { resolve, reject } = pending.get(id)
      pending.delete(id)
      if (ok) resolve(value)
      else reject(new Error(message))
    },
    deliver({ channel, args, ports: ids }) {
      const event = { ports: ids.map(adopt), sender: ipcRenderer }
      for (const listener of [...(listeners.get(channel) ?? [])]) listener(event, ...args)
    },
    port: ({ port, data }) => ports.get(port)?.postMessage(data),
    portClosed({ port }) {
      const closed = ports.get(port)
      ports.delete(port)
      closed?.close()
    },
  }
  wire.onText((text) => {
    const frame = decode(text)
    receive[frame.kind](frame)
  })

  const require = (name) => {
    if (name === 'electron') return { ipcRenderer, contextBridge }
    throw new Error(`module not found: ${name}`)
  }
  const module = { exports: {} }
  runPreload(require, module, module.exports)
})()
