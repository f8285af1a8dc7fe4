/** Typed in-process events, called in order of registration; a listener must not throw. */
export interface Emitter<Events extends object> {
  /** Adds a listener; the returned function takes it away again. */
  on<N extends keyof Events>(name: N, listener: (payload: Events[N]) => void): () => void
  emit<N extends keyof Events>(name: N, payload: Events[N]): void
}

export function createEmitter<Events extends object>(): Emitter<Events> {
  const listeners = new Map<keyof Events, ((payload: never) => void)[]>()
  return {
    on(name, listener) {
      const added = [...(listeners.get(name) ?? []), listener]
      listeners.set(name, added)
      return () => {
        listeners.set(
          name,
          (listeners.get(name) ?? []).filter((each) => each !== listener),
        )
      }
    },
    emit(name, payload) {
      const called = listeners.get(name)
      if (called) for (const listener of called) listener(payload as never)
    },
  }
}
