import type { CallGenerator, SimulatedGateway } from './lab-peers.ts'
import type { LabGatewayRow, LabGeneratorRow, LabRunRow, LabScenarioRow } from './lab-rows.ts'
import type { LabScenario } from './lab-scenario.ts'

type Fields = Readonly<Record<string, unknown>>

/** A live list of the lab. */
export interface LabList<R> {
  all(): readonly R[]
  /** The row as it is now; undefined = there is none. */
  row(key: string | number): R | undefined
  /** Tells which rows may have changed, until the returned function is called. */
  watch(onChanged: (key: string | number) => void): () => void
}

/** What has to be configured for the sample data to carry calls; names of its gateways. */
export interface LabSample {
  readonly routingGateways: readonly (Fields & { readonly name: string })[]
  readonly mappingGateways: readonly (Fields & { readonly name: string })[]
}

/** The lab beside a running engine: it knows the engine's SIP address and nothing else of it. */
export interface LabBench {
  readonly runs: LabList<LabRunRow>
  readonly gateways: LabList<LabGatewayRow>
  readonly generators: LabList<LabGeneratorRow>
  listScenarios(): LabScenarioRow[]
  scenario(name: string): LabScenario
  saveScenario(document: unknown): LabScenarioRow
  removeScenario(name: string): void
  runScenario(name: string, clock?: LabScenario['clock']): LabRunRow
  stopRun(run: number): void
  addGateway(plan: SimulatedGateway): Promise<LabGatewayRow>
  setGateway(name: string, changes: Fields): LabGatewayRow
  removeGateway(name: string): Promise<void>
  /** `prepare` is told where the calls will come from, before the first one; what it throws ends the generator. */
  startGenerator(
    plan: CallGenerator,
    prepare?: (row: LabGeneratorRow) => void,
  ): Promise<LabGeneratorRow>
  stopGenerator(name: string): LabGeneratorRow
  removeGenerator(name: string): Promise<void>
  /** Memo of every gateway of the sample in the configuration. */
  readonly sampleMemo: string
  /** Opens the sample's peers; calls come with `startSample`. */
  openSample(): Promise<LabSample>
  startSample(): void
  closeSample(): Promise<void>
}
