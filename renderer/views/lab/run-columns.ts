import type { LabRunRow } from '../../../engine/api/contract/lab-rows.ts'
import { badge } from '../../components/grid/cells.ts'
import type { GridColumn } from '../../components/grid/grid-column.ts'
import { formatMoment } from '../../composables/formats.ts'
import type { Translate } from '../../composables/use-text.ts'
import type { SpokenLanguage } from '../../../engine/api/contract/wording.ts'
import { keptOf, runTones, scenarioTime } from './run-words.ts'

/** Columns of the runs of scenarios. */
export function runColumns(
  t: Translate,
  language: SpokenLanguage,
): readonly GridColumn<LabRunRow>[] {
  const clockWords = ({ isSimulated }: LabRunRow): string =>
    t(isSimulated ? 'lab.run.simulated' : 'lab.run.real')
  return [
    {
      ...{ id: 'run', title: t('lab.run.number'), width: 66, kind: 'number', sort: 'desc' },
      value: ({ run }) => run,
    },
    {
      ...{ id: 'scenario', title: t('lab.run.scenario'), width: 200, grow: 1 },
      value: ({ title }) => title[language],
      tooltip: ({ scenario }) => scenario,
    },
    {
      ...{ id: 'state', title: t('lab.run.state'), width: 96, value: ({ state }) => state },
      format: ({ state }) => t(`lab.run.states.${state}`),
      draw: ({ state }) => badge(t(`lab.run.states.${state}`), runTones[state]),
    },
    {
      ...{ id: 'clock', title: t('lab.run.clock'), width: 96, value: clockWords },
      draw: (row) => (row.isSimulated ? badge(clockWords(row), 'warn') : badge(clockWords(row))),
    },
    {
      ...{ id: 'kept', title: t('lab.run.expectations'), width: 116, kind: 'number' },
      value: (row) => keptOf(row).passed,
      format: (row) => t('lab.run.kept', keptOf(row)),
    },
    {
      ...{ id: 'elapsed', title: t('lab.run.elapsed'), width: 130, kind: 'number' },
      value: ({ elapsedSeconds }) => elapsedSeconds,
      format: ({ elapsedSeconds }) => scenarioTime(elapsedSeconds, t),
    },
    {
      ...{ id: 'startedAt', title: t('lab.run.startedAt'), width: 150, kind: 'moment' },
      value: ({ startedAtMs }) => startedAtMs,
      format: ({ startedAtMs }) => formatMoment(startedAtMs),
    },
  ]
}
