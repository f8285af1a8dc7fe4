import type { HelpBlock, HelpPage, WindowPageId } from '../help-page.ts'
import { expiryTopic, limitsTopic, nodesTopic, publishControlTopic } from './concurrency-topics.ts'
import { glossaryTopic } from './glossary-topic.ts'
import { firstStepsTopic, keyboardTopic } from './starting-topics.ts'

type Title = readonly [en: string, zh: string]

const topic = (
  id: string,
  [en, zh]: Title,
  blocks: readonly HelpBlock[],
  opens: readonly WindowPageId[] = [],
): HelpPage => ({ id, title: { en, zh }, blocks, opens })

/** Pages about more than one window, in the order in which a newcomer reads them. */
export const topicPages: readonly HelpPage[] = [
  topic('firstSteps', ['First steps', '首要步骤'], firstStepsTopic, [
    'mappingGateways',
    'routingGateways',
    'sipParameters',
  ]),
  topic(
    'publishControl',
    ['How concurrency control by PUBLISH works', 'PUBLISH 并发控制的原理'],
    publishControlTopic,
    ['publications', 'engineSettings'],
  ),
  topic(
    'expiry',
    [
      'Key differences: publish expire against registration expire',
      '重要区别：发布有效期与注册有效期',
    ],
    expiryTopic,
    ['sipParameters'],
  ),
  topic('limits', ['Line limits, bands and the ledger', '线路上限、区段与账本'], limitsTopic, [
    'routingOnline',
  ]),
  topic('nodes', ['Several nodes', '多个节点'], nodesTopic, ['softswitch', 'engineSettings']),
  topic('glossary', ['Glossary', '术语表'], glossaryTopic),
  topic('keyboard', ['Keyboard', '键盘操作'], keyboardTopic),
]
