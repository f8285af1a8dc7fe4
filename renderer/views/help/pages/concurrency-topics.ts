import { heading, list, note, paragraph, steps, table, type HelpBlock } from '../help-page.ts'

/** Publish expire against registration expire, side by side. */
export const expiryTopic: readonly HelpBlock[] = [
  paragraph(
    'Two parameters are easily taken for each other: both are lifetimes in seconds, and both end in EXPIRE. Neither changes the other.',
    '有两个参数容易混淆：都是以秒为单位的有效期，名称都以 EXPIRE 结尾。两者互不影响。',
  ),
  table(
    [
      ['Compared', '比较项'],
      ['Publish expire', '发布有效期'],
      ['Registration expire', '注册有效期'],
    ],
    [
      ['Parameter', '参数'],
      ['[[SS_SIP_PUBLISH_EXPIRE]]', '[[SS_SIP_PUBLISH_EXPIRE]]'],
      ['[[SS_SIP_USER_AGENT_EXPIRE]]', '[[SS_SIP_USER_AGENT_EXPIRE]]'],
    ],
    [
      ['Method', '方法'],
      ['`PUBLISH` (RFC 3903)', '`PUBLISH`（RFC 3903）'],
      ['`REGISTER` (RFC 3261)', '`REGISTER`（RFC 3261）'],
    ],
    [
      ['Default', '默认值'],
      ['300 s (30 to 7200)', '300 秒（30 至 7200）'],
      ['`Auto Negotiation` (or 20 to 7200 s)', '`Auto Negotiation`（或 20 至 7200 秒）'],
    ],
    [
      ['Purpose', '用途'],
      [
        'How long the published active calls and line limit of a gateway are believed',
        '已发布的网关当前呼叫数和线路上限可采信多久',
      ],
      [
        'How long this node stays registered at another platform, so that calls can go there',
        '本节点在其他平台保持注册多久，以便送出呼叫',
      ],
    ],
    [
      ['Direction', '方向'],
      [
        'From this node to its publish targets: its own compositor, other nodes, RFC 3903 servers',
        '由本节点发往发布目标：自身的合成器、其他节点、RFC 3903 服务器',
      ],
      [
        'From this node to the registrar of a gateway of type Registration',
        '由本节点发往“注册”类型网关的注册服务器',
      ],
    ],
    [
      ['Concerns', '涉及'],
      ['Routing gateways with **Allow Publish**', '勾选 **Allow Publish** 的落地网关'],
      ['Routing gateways of type Registration', '“注册”类型的落地网关'],
    ],
    [
      ['When it runs out', '到期后果'],
      [
        'The figures are stale: the stale policy decides what counts, an alarm begins; too many calls, or too few, may go to the gateway. Nothing is disconnected.',
        '数据过期：按过期策略决定以什么为准，并产生告警；送往该网关的呼叫可能过多或过少。不会断开任何通话。',
      ],
      [
        'The other platform no longer knows this node: the gateway takes no calls until it is registered again.',
        '对方平台不再认识本节点：重新注册之前，该网关不接受呼叫。',
      ],
    ],
    [
      ['Refreshed', '刷新'],
      ['at 80 to 90 % of the granted lifetime', '在授予有效期的 80% 至 90% 时'],
      ['at 80 to 90 % of the granted lifetime', '在授予有效期的 80% 至 90% 时'],
    ],
    [
      ['Seen in', '查看窗口'],
      ['[[publications]]', '[[publications]]'],
      ['[[registrations]]', '[[registrations]]'],
    ],
  ),
  note(
    'A third lifetime goes the other way: [[SS_ENDPOINT_EXPIRE]] limits how long gateways of type Dynamic stay registered at this node.',
    '还有方向相反的第三个有效期：[[SS_ENDPOINT_EXPIRE]] 限定“动态”类型网关在本节点保持注册的时长。',
  ),
]

export const publishControlTopic: readonly HelpBlock[] = [
  paragraph(
    'A gateway may be used by several nodes, and each node knows exactly only the calls that it carries itself. So every node publishes its count for every gateway with **Allow Publish**, and routes on the sum.',
    '一个网关可能由多个节点共用，而每个节点只准确知道自己承载的呼叫。因此每个节点对勾选 **Allow Publish** 的网关发布自己的计数，并按合计数选路。',
  ),
  steps(
    [
      'Check **Allow Publish** at the gateway ([[routingGateways]] → Additional settings → Protocol → SIP), and give it a line limit.',
      '在网关上勾选 **Allow Publish**（[[routingGateways]] → 附加设置 → 协议 → SIP），并设置线路上限。',
    ],
    [
      'The node sends PUBLISH with the active calls, the line limit and a status word, to its own compositor and to every other publish target. `Expires` is [[SS_SIP_PUBLISH_EXPIRE]].',
      '本节点向自身的合成器和其他各发布目标发送 PUBLISH，内容为当前呼叫数、线路上限和状况。`Expires` 取 [[SS_SIP_PUBLISH_EXPIRE]]。',
    ],
    [
      'The answer grants a lifetime and an entity-tag. The publication is refreshed at 80 to 90 % of that lifetime; a refresh whose figures changed carries the new ones.',
      '应答授予有效期和实体标签。到有效期的 80% 至 90% 时刷新；数据有变化时刷新会携带新数据。',
    ],
    [
      'Whoever receives it adds the fresh counts of the other nodes to its own ledger: that is the composed concurrency, which routing uses.',
      '接收方把其他节点的新鲜计数与自身账本相加，得到用于选路的合成并发。',
    ],
    [
      'Allow Publish unchecked, the gateway deleted, or the node stopped in order: the publication is removed at once (`Expires: 0`).',
      '取消勾选、删除网关或节点正常停止时，立即撤销发布（`Expires: 0`）。',
    ],
  ),
  heading('When a changed figure is published', '数据变化何时发布'),
  paragraph(
    'The setting **Publish on change** in [[engineSettings]]:',
    '由[[engineSettings]]中的**变化时发布**决定：',
  ),
  list(
    [
      '`refresh only`: figures travel with the refresh alone, as VOS3000 does it.',
      '`refresh only`：数据只随刷新发送，与 VOS3000 的做法相同。',
    ],
    [
      '`threshold` (default): at once when the status word changes (available, reduced, last resort, full), and with every refresh.',
      '`threshold`（默认）：状况（可用、减量、最后选择、已满）改变时立即发送，并随每次刷新发送。',
    ],
    [
      '`every change`: every change, those within **Publish coalescing** as one.',
      '`every change`：每次变化都发送，**发布合并时间**内的合并为一个。',
    ],
  ),
  heading('Freshness', '新鲜度'),
  table(
    [
      ['Word', '状态'],
      ['Meaning', '含义'],
    ],
    [
      ['Fresh', '新鲜'],
      ['Valid.', '在有效期内。'],
    ],
    [
      ['Due', '即将到期'],
      [
        'Valid, in the last fifth of its lifetime: the refresh should come now.',
        '仍有效，但已进入最后五分之一，刷新即将到来。',
      ],
    ],
    [
      ['Stale', '过期'],
      ['Not refreshed in time. The stale policy decides.', '未及时刷新，按过期策略处理。'],
    ],
    [
      ['None', '无'],
      ['Nothing was ever published.', '从未发布。'],
    ],
  ),
  heading('When a publication goes stale', '发布过期之后'),
  list(
    [
      '`hold last` (default): its last count is held for one more lifetime. One lost refresh never over-assigns a gateway.',
      '`hold last`（默认）：最后的计数再保持一个有效期，丢失一次刷新不会使网关超载。',
    ],
    [
      '`own count only`: its count is dropped at once; the gateway may get more calls than its line limit.',
      '`own count only`：其计数立即不计，网关的呼叫可能超出线路上限。',
    ],
    [
      '`suspend gateway`: no new calls until fresh state arrives.',
      '`suspend gateway`：收到新状态之前不再接受呼叫。',
    ],
  ),
  note(
    'Without Allow Publish nothing is published about a gateway, and this node keeps it under its line limit by its own ledger alone.',
    '未勾选 Allow Publish 的网关不会被发布，本节点只凭自身账本控制其线路上限。',
  ),
]

export const limitsTopic: readonly HelpBlock[] = [
  paragraph(
    'The **line limit** of a gateway is the most calls that it may carry at once; 0 is unlimited. A call holds a line from the moment its INVITE is sent to the gateway until its final failure, the end of its CANCEL, or BYE. Ringing calls count.',
    '网关的**线路上限**是可同时承载的最大呼叫数，0 为不限。从向网关发出 INVITE 起，到最终失败、CANCEL 完成或 BYE 为止，呼叫占用一条线路。振铃中的呼叫也计入。',
  ),
  paragraph(
    'The ledger is this node’s own exact count of lines. The line is reserved in the same step as the limit is checked, before the INVITE leaves, so two calls can never take the last line. Every minute the ledger is compared with the live calls; a difference is repaired and raises the alarm “Ledger difference”.',
    '账本是本节点对线路的准确计数。检查上限与占用线路在同一步完成，且在 INVITE 发出之前，因此两个呼叫不会抢到同一条最后的线路。账本每分钟与实时呼叫核对，有差异即修正，并产生“账本差异”告警。',
  ),
  heading('Bands', '区段'),
  table(
    [
      ['Band', '区段'],
      ['From', '起点'],
      ['What routing does', '选路方式'],
    ],
    [
      ['normal', '正常'],
      ['0 %', '0%'],
      ['Used by priority, then by occupancy.', '按优先级，再按占用率使用。'],
    ],
    [
      ['reduce', '减量'],
      ['80 %', '80%'],
      [
        'Passed over while a gateway of the same prefix is in a better band, also one of a later priority.',
        '同一前缀仍有区段更好的网关时跳过，即使其优先级较低。',
      ],
    ],
    [
      ['last resort', '最后选择'],
      ['95 %', '95%'],
      ['Used only when nothing better is left.', '仅在没有更好选择时使用。'],
    ],
    [
      ['full', '已满'],
      ['100 %', '100%'],
      [
        'Never used while **Call limit enforcement** is on; without it, used after all others.',
        '启用**强制线路上限**时绝不使用；未启用时排在其他网关之后。',
      ],
    ],
  ),
  paragraph(
    'The percentages are settings ([[engineSettings]] → Concurrency control) and are counted on the composed concurrency: own ledger plus fresh publications of other nodes; see [[publishControl]].',
    '百分比可设置（[[engineSettings]] → 并发控制），按合成并发计算：自身账本加其他节点的新鲜发布，见[[publishControl]]。',
  ),
  heading('At the limit', '达到上限时'),
  list(
    [
      'The next gateway that fits is tried. If there is none the caller gets 503 with `Retry-After` and `Reason: Q.850;cause=34`.',
      '尝试下一个合适的网关；没有时主叫收到 503，带 `Retry-After` 和 `Reason: Q.850;cause=34`。',
    ],
    [
      'A **Period capacity** row that is in force replaces the line limit for that time.',
      '生效的**时段线路上限**行在该时段取代线路上限。',
    ],
    [
      '[[gatewayAnalysis]] counts the refusals at the limit and the share of time in each band.',
      '[[gatewayAnalysis]]统计达到上限的拒绝次数和各区段的时间占比。',
    ],
  ),
]

export const nodesTopic: readonly HelpBlock[] = [
  paragraph(
    'Nodes share what they know of a gateway by PUBLISH: each lists the others as publish targets. There is no server in the middle.',
    '各节点通过 PUBLISH 共享网关信息：每个节点把其他节点列为发布目标，中间没有服务器。',
  ),
  steps(
    [
      'On each node: [[engineSettings]] → Node and addresses: give it a **Node name** of its own, and a listen address that the others reach.',
      '在每个节点上：[[engineSettings]] → 节点与地址：设置各不相同的**节点名称**，以及其他节点可达的监听地址。',
    ],
    [
      '[[engineSettings]] → Publishing: add every other node as a publish target of kind **node**, with its address, and its SIP domain if that is another one.',
      '[[engineSettings]] → 发布：把其他每个节点添加为类型为**节点**的发布目标，填写地址；域不同时填写其 SIP 域。',
    ],
    [
      'Give the shared gateway the same name and line limit on every node, and check Allow Publish on each.',
      '共用网关在各节点上使用相同的名称和线路上限，并都勾选 Allow Publish。',
    ],
    [
      'Set the same [[SS_SIP_PUBLISH_EXPIRE]] everywhere; 120 s is a good begin for a cluster.',
      '所有节点设置相同的 [[SS_SIP_PUBLISH_EXPIRE]]；集群可先取 120 秒。',
    ],
    [
      'Look at [[softswitch]]: every peer answers, has the same value and a clock in step. Look at [[publications]]: the views side by side agree.',
      '查看[[softswitch]]：每个对等节点有应答、取值相同、时钟一致。查看[[publications]]：各方视图一致。',
    ],
  ),
  heading('What it can and cannot do', '能做到与做不到的'),
  list(
    [
      'A node that is killed says nothing more: its publications run out, and the stale policy decides what its last counts are worth.',
      '节点突然中断后不再发布：其发布到期，按过期策略决定最后计数的去留。',
    ],
    [
      'What another node took in the meantime is known with its next PUBLISH. Near the line limit several nodes together may exceed it by the calls that came in between; a shorter lifetime, or `every change`, makes that less.',
      '其他节点在此期间占用的线路要到其下一个 PUBLISH 才知道。接近线路上限时，多个节点合计可能超出这段时间内的新呼叫数；缩短有效期或用 `every change` 可减少。',
    ],
    [
      'How many calls that is for your nodes, gateways, calls per second and delay, [[planner]] works out.',
      '在您的节点数、网关数、每秒呼叫数和时延下会超出多少，可由[[planner]]算出。',
    ],
    [
      'Another node’s value of [[SS_SIP_PUBLISH_EXPIRE]] that differs is an alarm, and so is a clock that is off.',
      '其他节点的 [[SS_SIP_PUBLISH_EXPIRE]] 不同会告警，时钟有偏差也会告警。',
    ],
  ),
  note(
    'Lines are kept by each node for itself. A store that all nodes share is not part of this version.',
    '线路由各节点自行记账；本版本不包含各节点共用的存储。',
  ),
]
