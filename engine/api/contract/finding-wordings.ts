import type { Evidence, Wordings } from './evidence.ts'
import type { FindingFix, FindingId, FindingRule } from './finding-procedures.ts'
import { worded, type SpokenLanguage, type Wording } from './wording.ts'

/* Sentences of troubleshooting that both the command line and the client say. */

export const findingRuleWordings: Readonly<Record<FindingRule, Wording>> = {
  overload: {
    en: 'Gateway overloaded despite its limit',
    zh: '网关超出线路上限',
  },
  stale: { en: 'Stale concurrency data', zh: '并发数据陈旧' },
  excess: { en: 'Excessive PUBLISH traffic', zh: 'PUBLISH 流量过大' },
  conflict: { en: 'Cluster routing conflict', zh: '集群路由冲突' },
}

interface FindingWording {
  /** What is wrong. */
  readonly title: Wording
  /** Why, and what comes of it. */
  readonly cause: Wording
}

export const findingWordings: Readonly<Record<FindingId, FindingWording>> = {
  'overload.active': {
    title: {
      en: 'More active calls than lines',
      zh: '活动呼叫数超过线路上限',
    },
    cause: {
      en: 'Calls were sent to the gateway while other nodes, or this one, did not know or did not obey its line limit; or the limit was lowered below what it carries.',
      zh: '呼叫送往该网关时，其他节点或本节点不知道或未遵守其线路上限；或者线路上限被调到低于当前并发。',
    },
  },
  'overload.unpublished': {
    title: {
      en: 'Line limit and traffic, but Allow Publish is not checked',
      zh: '有线路上限且有话务，但未勾选 Allow Publish',
    },
    cause: {
      en: 'Nobody else learns how many calls this node has there, so nodes together can exceed the limit.',
      zh: '其他节点无从得知本节点在该网关上的呼叫数，各节点合计可能超过上限。',
    },
  },
  'overload.unenforced': {
    title: {
      en: 'Line limit and traffic, but the limit is not enforced',
      zh: '有线路上限且有话务，但未启用“强制线路上限”',
    },
    cause: {
      en: 'Calls go to the gateway also when its line limit is reached.',
      zh: '达到线路上限后仍会向该网关发送呼叫。',
    },
  },
  'stale.lifetime': {
    title: {
      en: 'Lifetime of 30 minutes or more with active gateways',
      zh: '网关有话务，而发布有效期达 30 分钟或更长',
    },
    cause: {
      en: 'Numbers that travel with the refresh are old before they are renewed, and a node that dies is missed late.',
      zh: '随刷新发送的数值在更新前早已过时，节点失效也要很久才能发现。',
    },
  },
  'stale.error': {
    title: {
      en: 'Published counts are off by more than 10 % of the line limit',
      zh: '发布的并发与实际相差超过线路上限的 10 %',
    },
    cause: {
      en: 'The count changes faster than it is published, so other nodes route on old numbers.',
      zh: '并发变化快于发布，其他节点按过时的数值选路。',
    },
  },
  'excess.lifetime': {
    title: {
      en: 'Lifetime below 60 s, although most gateways change little',
      zh: '有效期低于 60 秒，而多数网关的并发几乎不变',
    },
    cause: {
      en: 'Most PUBLISH requests only repeat what is known already.',
      zh: '多数 PUBLISH 只是重复已知的数值。',
    },
  },
  'excess.rate': {
    title: {
      en: 'PUBLISH requests reach the publish pace',
      zh: 'PUBLISH 速率达到“发布速率”上限',
    },
    cause: {
      en: 'More would be sent than the pace lets through, so publications wait, and may expire while they do.',
      zh: '待发送的 PUBLISH 多于发布速率所允许的数量，发布需要排队，期间可能过期。',
    },
  },
  'conflict.parameter': {
    title: {
      en: 'Nodes differ in SS_SIP_PUBLISH_EXPIRE',
      zh: '各节点的 SS_SIP_PUBLISH_EXPIRE 不一致',
    },
    cause: {
      en: 'What one node takes for stale another still believes, so they route differently.',
      zh: '一个节点已视为陈旧的数据，另一节点仍然采信，因此选路不一致。',
    },
  },
  'conflict.view': {
    title: {
      en: 'Nodes see a gateway differently for longer than one refresh',
      zh: '各节点对同一网关的判断不一致，且超过一次刷新的时间',
    },
    cause: {
      en: 'The nodes hold the gateway to different line limits, or do not hear of each other’s calls.',
      zh: '各节点为该网关设置了不同的线路上限，或彼此收不到对方的呼叫数。',
    },
  },
  'conflict.expired': {
    title: {
      en: 'A publication has expired on one node while it is in force on another',
      zh: '同一发布在一个节点上已过期，在另一节点上仍有效',
    },
    cause: {
      en: 'Refreshes do not arrive in time: the node cannot be reached, refuses them, or loses them on the way.',
      zh: '刷新未能按时到达：对端节点不可达、拒绝，或途中丢失。',
    },
  },
  'conflict.delay': {
    title: {
      en: 'Lifetime too short for the measured delay',
      zh: '有效期相对于实测时延过短',
    },
    cause: {
      en: 'A refresh that is lost once cannot be repeated and answered before the publication expires.',
      zh: '刷新一旦丢失，来不及在过期前重发并得到应答。',
    },
  },
}

const evidenceWordings: Wordings = {
  gatewayAboveLimit: {
    en: '{gateway}: active calls {active}, own {own}; line limit {limit}',
    zh: '{gateway}：活动呼叫 {active}，其中本节点 {own}；线路上限 {limit}',
  },
  gatewayUnpublished: {
    en: '{gateway}: active calls {active}, line limit {limit}, Allow Publish not checked',
    zh: '{gateway}：活动呼叫 {active}，线路上限 {limit}，未勾选 Allow Publish',
  },
  gatewayUnenforced: {
    en: '{gateway}: active calls {active}, line limit {limit}, call limit enforcement off',
    zh: '{gateway}：活动呼叫 {active}，线路上限 {limit}，未启用“强制线路上限”',
  },
  gatewayActive: {
    en: '{gateway}: active calls {active}, and calls within the last five minutes',
    zh: '{gateway}：活动呼叫 {active}，最近五分钟内有呼叫',
  },
  gatewayError: {
    en: '{gateway}: published count off by {lines} lines on average in the last minute, {percent} % of the line limit {limit}',
    zh: '{gateway}：最近一分钟发布值平均偏差 {lines} 线，为线路上限 {limit} 的 {percent} %',
  },
  limitDiffers: {
    en: '{gateway}: line limit {theirs} on {node}, {ours} here, for {seconds} s; one lifetime is {expire} s',
    zh: '{gateway}：线路上限在 {node} 上为 {theirs}，本节点为 {ours}，已持续 {seconds} 秒；一个有效期为 {expire} 秒',
  },
  statusDiffers: {
    en: '{gateway}: {theirs} on {node}, {ours} here, for {seconds} s; one lifetime is {expire} s',
    zh: '{gateway}：在 {node} 上为 {theirs}，本节点为 {ours}，已持续 {seconds} 秒；一个有效期为 {expire} 秒',
  },
  quietGateways: {
    en: '{quiet} of {allowed} gateways with Allow Publish changed by no more than 5 % of their lines in the last {minutes} minutes',
    zh: '{allowed} 个勾选 Allow Publish 的网关中，{quiet} 个在最近 {minutes} 分钟内变化不超过线路数的 5 %',
  },
  dormantGateways: {
    en: '{count} of them had no call for {minutes} minutes',
    zh: '其中 {count} 个 {minutes} 分钟内无呼叫',
  },
  targetAtPace: {
    en: '{target}: {perSecond} PUBLISH requests per second in the last minute, publish pace {pace}; {waiting} waiting',
    zh: '{target}：最近一分钟每秒 {perSecond} 个 PUBLISH，发布速率上限 {pace}；排队 {waiting}',
  },
  nodeExpire: {
    en: '{node}: {seconds} s',
    zh: '{node}：{seconds} 秒',
  },
  expiredAtTarget: {
    en: '{gateway}: in force here, expired at {target}',
    zh: '{gateway}：本节点上有效，在 {target} 上已过期',
  },
  expiredAtTargetWith: {
    en: '{gateway}: in force here, expired at {target} ({error})',
    zh: '{gateway}：本节点上有效，在 {target} 上已过期（{error}）',
  },
  expiredHere: {
    en: '{gateway}: what {node} published has expired here, though {node} has been heard since',
    zh: '{gateway}：{node} 的发布在本节点已过期，但此后仍收到 {node} 的消息',
  },
  targetDelay: {
    en: '{target}: {ms} ms from request to answer; of {seconds} s a refresh has {marginMs} ms at worst',
    zh: '{target}：从请求到应答 {ms} 毫秒；有效期 {seconds} 秒时，刷新最少只有 {marginMs} 毫秒余量',
  },
  expireIs: { en: '{parameter} is {seconds} s here', zh: '本节点 {parameter} 为 {seconds} 秒' },
  publishOnChangeIs: { en: 'Publish on change: {mode}', zh: '变化时发布：{mode}' },
  andMore: { en: 'and {count} more', zh: '另有 {count} 项' },
}

/** Status words of a gateway, as they are published. */
const statusWordings: Wordings = {
  available: { en: 'available', zh: '可用' },
  reduced: { en: 'reduced', zh: '减量' },
  'last-resort': { en: 'last resort', zh: '最后选择' },
  full: { en: 'full', zh: '已满' },
  locked: { en: 'locked', zh: '锁定' },
  suspended: { en: 'suspended', zh: '暂停' },
}

/** Every code that an evidence of a finding can have. */
export const findingEvidenceCodes = Object.keys(evidenceWordings)

/** An evidence of a finding as a sentence. */
export function wordedEvidence({ code, values }: Evidence, language: SpokenLanguage): string {
  const wording = evidenceWordings[code]
  if (!wording) return code
  // Only these are never names.
  const { theirs, ours } = values
  const say = (value: string | number): string | number =>
    statusWordings[value]?.[language] ?? value
  return worded(wording, language, {
    ...values,
    ...(theirs === undefined ? {} : { theirs: say(theirs) }),
    ...(ours === undefined ? {} : { ours: say(ours) }),
  })
}

export const findingFixWordings: Readonly<Record<FindingFix, Wording>> = {
  allowPublish: { en: 'Check Allow Publish', zh: '勾选 Allow Publish' },
  enforceLimit: { en: 'Turn enforcement of the line limit on', zh: '启用“强制线路上限”' },
  setLimit: { en: 'Set the line limit', zh: '设置线路上限' },
  equalLimit: {
    en: 'Set the line limit to the other node’s',
    zh: '将线路上限设为与其他节点一致',
  },
  lowerExpire: {
    en: 'Lower SS_SIP_PUBLISH_EXPIRE to 300 s or less',
    zh: '将 SS_SIP_PUBLISH_EXPIRE 降到 300 秒或更低',
  },
  highTrafficExpire: {
    en: 'For high-traffic gateways: SS_SIP_PUBLISH_EXPIRE of 60 to 120 s',
    zh: '高话务网关：SS_SIP_PUBLISH_EXPIRE 设为 60–120 秒',
  },
  raiseExpire: {
    en: 'Raise SS_SIP_PUBLISH_EXPIRE; short values are for high-CPS gateways only',
    zh: '提高 SS_SIP_PUBLISH_EXPIRE；短有效期只适合高 CPS 网关',
  },
  clusterExpire: {
    en: 'For several nodes: SS_SIP_PUBLISH_EXPIRE of 120 to 300 s, on every node',
    zh: '多节点：各节点的 SS_SIP_PUBLISH_EXPIRE 设为 120–300 秒',
  },
  equalExpire: {
    en: 'Make SS_SIP_PUBLISH_EXPIRE equal: set it here to what the other nodes have',
    zh: '统一 SS_SIP_PUBLISH_EXPIRE：将本节点设为其他节点的值',
  },
  uncheckDormant: {
    en: 'Uncheck Allow Publish on dormant gateways (no call for 30 minutes)',
    zh: '对闲置网关取消 Allow Publish（30 分钟无呼叫）',
  },
  showTrace: { en: 'Show the PUBLISH trace', zh: '查看 PUBLISH 跟踪' },
  showPublications: { en: 'Show every node’s view', zh: '查看各节点的发布' },
  checkLatency: { en: 'Check latency between nodes', zh: '检查节点间时延' },
  publishOnChange: {
    en: 'Open the setting Publish on change',
    zh: '打开设置“变化时发布”',
  },
  publishPace: { en: 'Open the setting Publish pace', zh: '打开设置“发布速率”' },
}
