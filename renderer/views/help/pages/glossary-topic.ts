import { heading, paragraph, table, type HelpBlock } from '../help-page.ts'

type Entry = readonly [en: string, zh: string, meaning: string, meaningZh: string]

const words = (...entries: readonly Entry[]): HelpBlock =>
  table(
    [
      ['Word', '术语'],
      ['Means', '含义'],
    ],
    ...entries.map(([en, zh, meaning, meaningZh]) => [
      [`**${en}**`, `**${zh}**`] as const,
      [meaning, meaningZh] as const,
    ]),
  )

export const glossaryTopic: readonly HelpBlock[] = [
  paragraph(
    'One word has one meaning: in windows, messages, tests and on the command line. Words of SIP are those of the RFC that defines them.',
    '每个术语只有一个含义，窗口、消息和命令行中一致。SIP 术语取自定义它的 RFC。',
  ),
  heading('Calls and gateways', '呼叫与网关'),
  words(
    ['routing gateway', '落地网关（routing gateway）', 'Where calls are sent.', '呼叫送往的地方。'],
    ['mapping gateway', '对接网关（mapping gateway）', 'Where calls come from.', '呼叫的来源。'],
    [
      'line',
      '线路（line）',
      'The right to carry one call through a gateway; reserved before the INVITE leaves, released at the end.',
      '经某网关承载一路呼叫的资格；INVITE 发出前占用，结束时释放。',
    ],
    [
      'line limit',
      '线路上限（line limit）',
      'The most lines of a gateway in use at once; 0 = unlimited.',
      '网关同时占用的最大线路数；0 为不限。',
    ],
    [
      'active calls',
      '当前呼叫（active calls）',
      'Calls that hold a line: from the INVITE to the gateway until its final failure, the end of CANCEL, or BYE.',
      '占用线路的呼叫：从向网关发出 INVITE 起，到最终失败、CANCEL 完成或 BYE。',
    ],
    [
      'ledger',
      '账本（ledger）',
      'This node’s own exact count of active calls per gateway.',
      '本节点对各网关当前呼叫的准确计数。',
    ],
    [
      'band',
      '区段（band）',
      'Normal, reduce, last resort, full: composed concurrency against the line limit. See [[limits]].',
      '正常、减量、最后选择、已满：合成并发与线路上限之比。见[[limits]]。',
    ],
    [
      'call leg',
      '呼叫段（call leg）',
      'One side of a call: incoming from a mapping gateway, or outgoing to a routing gateway.',
      '呼叫的一侧：来自对接网关的呼入段，或送往落地网关的呼出段。',
    ],
    [
      'attempt',
      '尝试（attempt）',
      'One try of one routing gateway within a call.',
      '一次呼叫中对一个落地网关的一次尝试。',
    ],
    [
      'switching',
      '切换（switching）',
      'Going on to the next routing gateway.',
      '转到下一个落地网关。',
    ],
    [
      'suspended',
      '暂停（suspended）',
      'A gateway that takes no calls for a reason: Retry-After, OPTIONS check, registration, stale policy.',
      '因故不接受呼叫的网关：Retry-After、OPTIONS 检测、注册或过期策略。',
    ],
    [
      'setup delay (PDD)',
      '接续时延（PDD）',
      'From the INVITE to the gateway until its first 18x or 2xx.',
      '从向网关发出 INVITE 到其首个 18x 或 2xx。',
    ],
    [
      'ASR, ACD',
      '应答率、平均通话时长（ASR、ACD）',
      'Answered calls ÷ all calls; mean duration of answered calls.',
      '接通数 ÷ 呼叫总数；已接通呼叫的平均时长。',
    ],
    [
      'connect rate',
      '接通率（connect rate）',
      '(Answered + alerting + busy) ÷ all calls.',
      '（应答 + 振铃 + 被叫忙）÷ 呼叫总数。',
    ],
    [
      'response ratio',
      '回应率（response ratio）',
      'Calls with any response ÷ calls sent.',
      '有任何响应的呼叫 ÷ 送出的呼叫。',
    ],
  ),
  heading('Publishing', '发布'),
  words(
    ['node', '节点（node）', 'One running engine.', '一个运行中的引擎。'],
    [
      'publication',
      '发布（publication）',
      'One event state held under one entity-tag (RFC 3903).',
      '以一个实体标签保存的一份事件状态（RFC 3903）。',
    ],
    [
      'publish target',
      '发布目标（publish target）',
      'Whoever this node publishes to: itself, another node, an RFC 3903 server.',
      '本节点发布的对象：自身、其他节点或 RFC 3903 服务器。',
    ],
    [
      'composed concurrency',
      '合成并发（composed concurrency）',
      'The ledger joined with fresh publications of others: what routing uses.',
      '账本与其他节点新鲜发布的合计，用于选路。',
    ],
    ['event publication agent', '事件发布代理（EPA）', 'Sends PUBLISH.', '发送 PUBLISH。'],
    [
      'event state compositor',
      '事件状态合成器（ESC）',
      'Accepts PUBLISH and composes event state.',
      '接收 PUBLISH 并合成事件状态。',
    ],
    [
      'entity-tag',
      '实体标签（entity-tag）',
      'The token by which a publication is refreshed (`SIP-ETag`, `SIP-If-Match`).',
      '刷新发布时使用的标记（`SIP-ETag`、`SIP-If-Match`）。',
    ],
    [
      'initial, refresh, modify, remove',
      '初始、刷新、修改、撤销',
      'The four operations of RFC 3903.',
      'RFC 3903 的四种操作。',
    ],
    [
      'fresh, due, stale, none',
      '新鲜、即将到期、过期、无',
      'Valid; in its last 20 %; past its time; never seen.',
      '有效；处于最后 20%；已超时；从未发布。',
    ],
    [
      'watcher',
      '订阅者（watcher）',
      'A subscriber to event state (RFC 6665).',
      '事件状态的订阅方（RFC 6665）。',
    ],
  ),
  heading('Work with the client', '客户端操作'),
  words(
    [
      'edit',
      '修改（edit）',
      'Changes that were saved as one, and are undone as one.',
      '一次保存的若干更改，撤销时一并撤销。',
    ],
    [
      'trace',
      '跟踪（trace）',
      'The messages in and out that are still held.',
      '目前保留的收发消息。',
    ],
    [
      'capture',
      '抓包文件（capture）',
      'A pcap or pcapng file, and the messages read from it.',
      'pcap 或 pcapng 文件及其中读出的消息。',
    ],
    [
      'simulated gateway',
      '模拟网关（simulated gateway）',
      'A gateway of the lab, with a true channel limit of its own.',
      '实验室中的网关，有自身真实的通道上限。',
    ],
    [
      'scenario',
      '场景（scenario）',
      'Nodes, peers, steps and expectations of the lab, as one document.',
      '实验室的节点、对端、步骤和预期，写在一份文档中。',
    ],
    [
      'fast clock',
      '快速时钟（fast clock）',
      'Virtual time; a result on it is marked “simulated”.',
      '虚拟时间；其结果标明“模拟”。',
    ],
    [
      'over-assigned',
      '超分配（over-assigned）',
      'A call given to a gateway that had no free line, counted over all nodes.',
      '送给已无空闲线路的网关的呼叫，按所有节点合计。',
    ],
  ),
]
