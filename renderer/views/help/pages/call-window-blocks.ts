import { heading, list, note, paragraph, steps, table } from '../help-page.ts'

/** Publications, calls and business analysis. */
export const callWindowBlocks = {
  publications: [
    paragraph(
      'Event state of gateways: what this node’s compositor holds (**Held here**) and what its agent keeps at publish targets (**Sent to targets**). One row is one publication.',
      '网关的事件状态：本节点合成器持有的（**本机持有**）和代理在发布目标保持的（**发往目标**）。一行为一个发布。',
    ),
    table(
      [
        ['Column', '列'],
        ['Meaning', '含义'],
      ],
      [
        ['Publisher', '发布者'],
        ['This node, another node, or the gateway itself.', '本节点、其他节点或网关自身。'],
      ],
      [
        ['Entity-tag', '实体标签'],
        ['Changes with every refresh that was accepted.', '每次刷新成功后改变。'],
      ],
      [
        ['Active, Capacity, Status', '当前呼叫、容量、状况'],
        ['The figures of the newest PUBLISH.', '最近一次 PUBLISH 的数据。'],
      ],
      [
        ['Expires, Time left', '有效期、剩余时间'],
        [
          'The lifetime that was granted, and how much of it is left. It may be less than was asked for.',
          '授予的有效期及剩余部分；可能短于请求值。',
        ],
      ],
      [
        ['Freshness', '新鲜度'],
        [
          'Fresh, due (last 20 %), stale, none: [[publishControl]].',
          '新鲜、即将到期（最后 20%）、过期、无：[[publishControl]]。',
        ],
      ],
      [
        ['State', '状态'],
        [
          'Of a held one: live, held over, dropped. Of a sent one: where the agent stands, for example Refreshing or Trying again.',
          '本机持有：有效、保留中、已丢弃。发往目标：代理所处阶段，例如刷新中、重试中。',
        ],
      ],
      [
        ['Last error', '最近错误'],
        ['What the target answered, or that it did not answer.', '目标的应答，或没有应答。'],
      ],
    ),
    list(
      [
        'Select a row: what every publisher says about its gateway is shown side by side, and conflicts are named.',
        '选择一行：对照显示各发布者对该网关的说法，并指出冲突。',
      ],
      [
        '**Refresh now** sends a PUBLISH at once. **Show in trace** lists its messages.',
        '**立即刷新**马上发送 PUBLISH。**在跟踪中显示**列出其消息。',
      ],
      [
        '**Remove** forgets a publication that is held here; its publisher learns it by 412 and publishes anew.',
        '**移除**丢弃本机持有的发布；发布者通过 412 得知并重新发布。',
      ],
    ),
    note(
      'Nothing is published: no routing gateway has **Allow Publish** checked. A locked one is published with the status Locked. Stale: look at Last error, then at [[currentAlarms]].',
      '没有任何发布：没有落地网关勾选 **Allow Publish**。锁定的网关以“锁定”状况发布。过期：查看最近错误，再看[[currentAlarms]]。',
    ),
  ],
  watchers: [
    paragraph(
      'Programs and nodes that have subscribed to the state of gateways (SUBSCRIBE, RFC 6665). Each is told of every change by NOTIFY, at most once per second.',
      '订阅了网关状态的程序和节点（SUBSCRIBE，RFC 6665）。每次变化以 NOTIFY 通知，每秒最多一次。',
    ),
    list(
      ['**Resource**: one gateway, or all gateways.', '**资源**：单个网关，或全部网关。'],
      [
        '**Time left**: until the subscription ends unless it is renewed. Granted are 3600 s unless less is asked for; less than 60 s is refused.',
        '**剩余时间**：未续订时距结束的时间。默认授予 3600 秒，可请求更短；短于 60 秒被拒绝。',
      ],
      ['A watcher that does not answer NOTIFY is dropped.', '不应答 NOTIFY 的订阅者会被移除。'],
      [
        'Enter shows the messages of a row in [[debugTrace]].',
        '按 Enter 在[[debugTrace]]中显示该行的消息。',
      ],
    ),
    paragraph(
      'A watcher must be allowed as a publisher must: a known gateway or node, or one that gives the right password.',
      '订阅者的权限要求与发布者相同：已知的网关或节点，或提供正确密码的一方。',
    ),
  ],
  calls: [
    paragraph(
      'Calls in progress, from their INVITE to their end, live.',
      '进行中的呼叫，从 INVITE 到结束，实时显示。',
    ),
    list(
      [
        '**State**: how far the call has come, in VOS3000’s words (Invite, Trying, SessionProgress, Ringing, Ok …).',
        '**状态**：呼叫的进展，采用 VOS3000 的状态名（Invite、Trying、SessionProgress、Ringing、Ok 等）。',
      ],
      [
        '**Setup delay**: from the INVITE to the gateway until its first 18x or 2xx.',
        '**接续时延**：从向网关发出 INVITE 到其首个 18x 或 2xx。',
      ],
      [
        '**Attempts**: routing gateways tried so far; more than one means that the call was switched.',
        '**尝试次数**：已尝试的落地网关数；大于一表示发生过切换。',
      ],
      [
        '**Hang up** (Delete) ends the selected calls on both sides at once; it says how many and asks first. It cannot be undone.',
        '**挂断**（Delete）立即结束所选呼叫的双方；会先说明数量并询问，无法撤销。',
      ],
      [
        'Enter opens the call’s messages as a ladder in [[debugTrace]].',
        '按 Enter 在[[debugTrace]]中以梯形图显示该呼叫的消息。',
      ],
    ),
    paragraph(
      'When a call ends its row leaves, and its record is in [[records]]. While the pointer is over the grid rows stay where they are.',
      '呼叫结束后该行消失，记录见[[records]]。指针停留在表格上时，行保持不动。',
    ),
  ],
  gatewayAnalysis: [
    paragraph(
      'What each routing gateway did in a period, and how true its publications were.',
      '各落地网关在某时段的表现，以及其发布的准确度。',
    ),
    steps(
      [
        'Choose the period: last hour, day, week, or from and to. Press **Query**.',
        '选择时段：最近一小时、一天、一周，或指定起止时间，然后点击**查询**。',
      ],
      [
        'Select a gateway: its active, published and limit lines over time are drawn below; the chart can be shown as a table.',
        '选择网关：下方绘出当前呼叫、已发布和线路上限随时间的变化；图表可切换为表格。',
      ],
      ['**Export CSV** or XLSX from the menu Export.', '在“导出”菜单中可**导出 CSV** 或 XLSX。'],
    ),
    table(
      [
        ['Column', '列'],
        ['Meaning', '含义'],
      ],
      [
        ['ASR', '应答率'],
        ['Answered ÷ all calls.', '接通数 ÷ 呼叫总数。'],
      ],
      [
        ['Connect rate', '接通率'],
        ['(Answered + alerting + busy) ÷ all calls.', '（应答 + 振铃 + 被叫忙）÷ 呼叫总数。'],
      ],
      [
        ['Response ratio', '回应率'],
        ['Calls with any response ÷ calls sent.', '有任何响应的呼叫 ÷ 送出的呼叫。'],
      ],
      [
        ['PDD median, p95', '接续时延中位数、p95'],
        [
          'Setup delay: half of the calls are below the median, 95 % below p95.',
          '一半呼叫低于中位数，95% 低于 p95。',
        ],
      ],
      [
        ['Time in bands', '各区段时间'],
        ['Share of time that the gateway was in each band.', '网关处于各区段的时间占比。'],
      ],
      [
        ['Refused at limit', '达到上限被拒'],
        [
          'Calls that did not go there for the only reason that its line limit was reached.',
          '仅因达到线路上限而未送往该网关的呼叫。',
        ],
      ],
      [
        ['Publication error', '发布误差'],
        [
          '|published − actual| of this node’s own count, mean weighted by time, and worst. [[checklist]] point 8 judges it.',
          '本节点自身计数的 |已发布 − 实际|：按时间加权的均值和最大值。[[checklist]]第 8 项据此判断。',
        ],
      ],
      [
        ['Stale for', '过期时长'],
        ['How long its publication was stale.', '其发布处于过期状态的时间。'],
      ],
    ),
    note(
      'Samples are taken once a minute; a gateway appears once it has carried a call or published.',
      '每分钟采样一次；网关承载过呼叫或发布过状态后才会出现。',
    ),
  ],
  routeAnalysis: [
    paragraph(
      'Where would a call go? The engine plans it with the present configuration and figures; nothing is sent.',
      '呼叫会去向何处？引擎按当前配置和数据进行规划，不发送任何消息。',
    ),
    steps(
      [
        'Choose the mapping gateway that the call would come from, type caller and callee, press **Analyse**.',
        '选择呼叫来自的对接网关，输入主叫和被叫，点击**分析**。',
      ],
      [
        '**Candidates** are the gateways in the order in which they would be tried, with the numbers as sent, band and figures.',
        '**候选网关**按尝试顺序列出，含送出号码、区段和数据。',
      ],
      [
        '**Excluded** are gateways that fit the prefix, each with the rule that excluded it.',
        '**被排除**为前缀匹配但被排除的网关及其规则。',
      ],
    ),
    heading('The order', '排序规则'),
    list(
      [
        'Longest matching prefix first; at its end the prefix mode of the gateway reached last decides whether shorter ones follow.',
        '最长前缀优先；该前缀用尽后，由最后到达的网关的前缀匹配方式决定是否继续更短的前缀。',
      ],
      [
        'Within a prefix: protect routes last; then band, priority, occupancy, answer rate (with [[SS_GATEWAY_ASR_CALCULATE]] On), calls carried, name.',
        '同一前缀内：保护路由最后；然后依次按区段、优先级、占用率、应答率（[[SS_GATEWAY_ASR_CALCULATE]] 为 On 时）、已承载呼叫数、名称。',
      ],
    ),
    paragraph(
      'No gateway has the prefix: the caller gets 404. Gateways fit but none can be used now: 503 with Retry-After. The mapping gateway may not call the number: 403.',
      '没有网关具有该前缀：主叫收到 404。有匹配网关但均不可用：带 Retry-After 的 503。对接网关不允许呼叫该号码：403。',
    ),
  ],
} as const
