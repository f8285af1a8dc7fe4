import type { LabScenarioRow } from '../../../engine/api/contract/lab-rows.ts'
import type { SpokenLanguage } from '../../../engine/api/contract/wording.ts'
import { badge } from '../../components/grid/cells.ts'
import type { GridColumn } from '../../components/grid/grid-column.ts'
import type { Translate } from '../../composables/use-text.ts'

/** Columns of the scenarios. */
export function scenarioColumns(
  t: Translate,
  language: SpokenLanguage,
): readonly GridColumn<LabScenarioRow>[] {
  const originWords = ({ origin, fault }: LabScenarioRow): string =>
    fault === '' ? t(`lab.scenario.origins.${origin}`) : t('lab.scenario.unusable')
  return [
    {
      ...{ id: 'title', title: t('lab.scenario.title'), width: 220, grow: 1 },
      value: ({ title, name }) => title[language] || name,
    },
    {
      id: 'name',
      title: t('lab.scenario.name'),
      width: 170,
      mono: true,
      value: ({ name }) => name,
    },
    {
      ...{ id: 'origin', title: t('lab.scenario.origin'), width: 96, value: originWords },
      draw: (row) =>
        badge(originWords(row), row.fault !== '' ? 'bad' : row.origin === 'own' ? 'ok' : ''),
      tooltip: ({ fault }) => fault,
    },
    {
      ...{ id: 'clock', title: t('lab.scenario.clock'), width: 76 },
      value: ({ clock }) => t(`lab.scenario.clocks.${clock}`),
    },
    {
      ...{ id: 'expectations', title: t('lab.scenario.expectations'), width: 110, kind: 'number' },
      value: ({ expectations }) => expectations,
    },
  ]
}
