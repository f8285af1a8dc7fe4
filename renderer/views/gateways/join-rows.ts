import type { RowStream } from '../../components/grid/grid-column.ts'

interface WithId {
  readonly id: number
}

/** Live rows that can be looked up by their key. */
interface KeyedRows<R> extends RowStream<R> {
  get(id: string | number): R | undefined
}

/** A gateway as it is configured, with what it does right now beside it. */
export interface GatewayRow<G extends WithId, O extends WithId> {
  readonly gateway: G
  /** Absent until the engine has told its state. */
  readonly online: O | undefined
}

/** Both feeds as one list: the configured gateways decide which rows there are. */
export function joinRows<G extends WithId, O extends WithId>(
  gateways: KeyedRows<G>,
  online: KeyedRows<O>,
): RowStream<GatewayRow<G, O>> {
  const joined = (gateway: G): GatewayRow<G, O> => ({ gateway, online: online.get(gateway.id) })
  const known = (ids: readonly (string | number)[]): readonly GatewayRow<G, O>[] =>
    ids.flatMap((id) => {
      const gateway = gateways.get(id)
      return gateway ? [joined(gateway)] : []
    })
  return {
    values: () => [...gateways.values()].map(joined),
    watch(listener) {
      const put = (rows: readonly GatewayRow<G, O>[]): void => {
        if (rows.length > 0) listener.put?.(rows)
      }
      const stops = [
        gateways.watch({
          put: (rows) => put(rows.map(joined)),
          removed: (ids) => listener.removed?.(ids),
        }),
        online.watch({
          put: (rows) => put(known(rows.map(({ id }) => id))),
          removed: (ids) => put(known(ids)),
        }),
      ]
      return () => stops.forEach((stop) => stop())
    },
  }
}
