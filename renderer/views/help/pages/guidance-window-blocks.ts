import { heading, list, note, paragraph, steps, table } from '../help-page.ts'

/** Guidance and lab. */
export const guidanceWindowBlocks = {
  profiles: [
    paragraph(
      'Presets of [[SS_SIP_PUBLISH_EXPIRE]] for kinds of traffic, with the reason, and a preview of everything that a profile would change.',
      '按话务类型预设 [[SS_SIP_PUBLISH_EXPIRE]]，说明理由，并可预览方案将修改的全部内容。',
    ),
    table(
      [
        ['Profile', '方案'],
        ['Recommended', '建议范围'],
        ['Preset', '预设'],
        ['Why', '理由'],
      ],
      [
        ['High-volume carrier gateway (500+ CPS)', '大话务量运营商网关（500 CPS 以上）'],
        ['30–60 s', '30–60 秒'],
        ['45 s', '45 秒'],
        [
          'Traffic changes fast; fresh counts matter more than overhead.',
          '话务变化快，数据新鲜比开销更重要。',
        ],
      ],
      [
        ['Wholesale VoIP (100–500 CPS)', '批发 VoIP（100–500 CPS）'],
        ['60–120 s', '60–120 秒'],
        ['90 s', '90 秒'],
        ['Moderate change; a balance.', '变化适中，兼顾两者。'],
      ],
      [
        ['Standard enterprise gateway', '标准企业网关'],
        ['300 s', '300 秒'],
        ['300 s', '300 秒'],
        ['Stable traffic; the default.', '话务平稳，即默认值。'],
      ],
      [
        ['Low-traffic SIP trunk', '低话务 SIP 中继'],
        ['300–600 s', '300–600 秒'],
        ['450 s', '450 秒'],
        ['Rare change; less refresh traffic.', '变化少，减少刷新流量。'],
      ],
      [
        ['Backup/overflow gateway', '备用/溢出网关'],
        ['600–1800 s', '600–1800 秒'],
        ['1200 s', '1200 秒'],
        ['Not a primary route; periodic status is enough.', '非主路由，定期状态即可。'],
      ],
      [
        ['Multi-server cluster', '多服务器集群'],
        ['60–120 s', '60–120 秒'],
        ['120 s', '120 秒'],
        ['Nodes need fresh data for coordinated routing.', '各节点协同选路需要新鲜数据。'],
      ],
    ),
    steps(
      [
        'Select a profile. The preview lists each parameter and gateway that it would change, from what to what, and the PUBLISH rate to expect.',
        '选择方案。预览列出将修改的每个参数和网关、修改前后的值，以及预计的 PUBLISH 频率。',
      ],
      [
        'Move the slider within the recommended range if the preset does not suit, and choose the gateways.',
        '预设不合适时，在建议范围内移动滑块，并选择网关。',
      ],
      [
        '**Apply**: everything is one edit, in [[auditLog]], and can be undone with one click.',
        '点击**应用**：全部作为一次修改写入[[auditLog]]，可一键撤销。',
      ],
    ),
    note(
      'The value is global. Where gateways of several profiles are present the shortest interval governs, and the window says what that costs.',
      '该值是全局的。存在多种方案的网关时，以最短的间隔为准，窗口会说明代价。',
    ),
  ],
  checklist: [
    paragraph(
      'Eight points prove that concurrency control by PUBLISH works. Each gathers live evidence and says what it saw.',
      '八个要点证明 PUBLISH 并发控制有效。每项收集实时证据并说明所见。',
    ),
    table(
      [
        ['Point', '要点'],
        ['Passed when', '通过条件'],
        ['If it fails', '未通过时'],
      ],
      [
        ['1 Value', '1 取值'],
        [
          '[[SS_SIP_PUBLISH_EXPIRE]] is inside 30 to 7200 and inside the chosen profile’s range.',
          '[[SS_SIP_PUBLISH_EXPIRE]] 在 30 至 7200 之内，且在所选方案的范围之内。',
        ],
        ['[[sipParameters]], [[profiles]]', '[[sipParameters]]、[[profiles]]'],
      ],
      [
        ['2 Allow Publish', '2 Allow Publish'],
        [
          'Checked on every gateway with traffic and a line limit, or exempted.',
          '每个有话务且有线路上限的网关已勾选，或已豁免。',
        ],
        ['[[routingGateways]]', '[[routingGateways]]'],
      ],
      [
        ['3 Limit', '3 上限'],
        [
          'Every gateway with Allow Publish has a line limit above 0 and enforcement on.',
          '每个勾选 Allow Publish 的网关线路上限大于 0 且启用强制。',
        ],
        ['[[routingGateways]]', '[[routingGateways]]'],
      ],
      [
        ['4 PUBLISH seen', '4 看到 PUBLISH'],
        [
          'The trace holds PUBLISH of each such gateway with `Expires` equal to the parameter, at regular intervals.',
          '跟踪中每个此类网关都有 PUBLISH，`Expires` 等于参数，间隔规律。',
        ],
        ['[[debugTrace]]', '[[debugTrace]]'],
      ],
      [
        ['5 No other PUBLISH', '5 没有多余的 PUBLISH'],
        [
          'None for gateways without Allow Publish, over a whole interval.',
          '一个完整间隔内，未勾选的网关没有 PUBLISH。',
        ],
        ['[[debugTrace]]', '[[debugTrace]]'],
      ],
      [
        ['6 Enforcement', '6 强制'],
        [
          'Calls up to the limit and beyond: exactly the limit is admitted. Tested on a simulated twin of the gateway.',
          '呼叫达到并超过上限：只接纳到上限。在网关的模拟副本上测试。',
        ],
        ['[[routingGateways]]', '[[routingGateways]]'],
      ],
      [
        ['7 Nodes', '7 节点'],
        [
          'The same value on all nodes; not applicable when alone.',
          '所有节点取值相同；单节点时不适用。',
        ],
        ['[[softswitch]]', '[[softswitch]]'],
      ],
      [
        ['8 Accuracy', '8 准确度'],
        [
          'Published counts against the ledger over the period, with the error figure.',
          '时段内已发布计数与账本相比的误差。',
        ],
        ['[[gatewayAnalysis]]', '[[gatewayAnalysis]]'],
      ],
    ),
    paragraph(
      'Results: passed, failed, not applicable, not yet (there is nothing to judge by so far: wait for traffic or for an interval, and verify again). Points can be verified one by one or all in one go, and a note may be added to each.',
      '结果：通过、未通过、不适用、尚未（暂无可判断的依据：等待话务或一个间隔后再验证）。可逐项或一次全部验证，每项可加备注。',
    ),
    paragraph(
      'The list is exported as a report with date, node, operator and evidence. On the command line: `trunkline checklist`.',
      '清单可导出为报告，含日期、节点、操作员和证据。命令行：`trunkline checklist`。',
    ),
  ],
  troubleshooting: [
    paragraph(
      'Four rules are watched all the time. A finding says what is wrong, on what evidence and from what cause; it goes when its condition does.',
      '持续监视四条规则。每个问题说明现象、证据和原因；条件消失后自动消失。',
    ),
    table(
      [
        ['Problem', '问题'],
        ['Found when', '判断条件'],
        ['What mends it', '修复方法'],
      ],
      [
        ['Gateway overloaded despite its limit', '网关超出上限'],
        [
          'Active calls above the line limit; or a line limit with traffic while Allow Publish is unchecked or enforcement off.',
          '当前呼叫超过线路上限；或有话务、有上限但未勾选 Allow Publish 或未启用强制。',
        ],
        [
          'Check Allow Publish, turn enforcement on, set the limit.',
          '勾选 Allow Publish、启用强制、设置上限。',
        ],
      ],
      [
        ['Stale concurrency data', '并发数据过期'],
        [
          '[[SS_SIP_PUBLISH_EXPIRE]] of 1800 s or more with active gateways; or a measured error above 10 % of capacity.',
          '有话务的网关而 [[SS_SIP_PUBLISH_EXPIRE]] 达到 1800 秒或以上；或测得误差超过容量的 10%。',
        ],
        [
          'Lower it to 300 s or less, 60 to 120 s for high traffic.',
          '降到 300 秒或以下，高话务取 60 至 120 秒。',
        ],
      ],
      [
        ['Excessive PUBLISH traffic', 'PUBLISH 流量过大'],
        [
          'A value below 60 s while most gateways change little; or the measured PUBLISH rate above the setting.',
          '取值小于 60 秒而多数网关变化很少；或实测 PUBLISH 速率高于设置。',
        ],
        [
          'Raise it to 300 s; uncheck Allow Publish on dormant gateways.',
          '提高到 300 秒；取消闲置网关的 Allow Publish。',
        ],
      ],
      [
        ['Cluster routing conflict', '集群选路冲突'],
        [
          'Nodes differ in the parameter; their views of one gateway differ by more than a refresh explains; a publication has expired on one node and is valid on another; the value is short against the delay.',
          '节点间参数不同；对同一网关的看法相差超过一次刷新所能解释；发布在一个节点过期而在另一个有效；取值相对时延过短。',
        ],
        [
          'Make it equal on all nodes; 120 to 300 s; check the latency.',
          '各节点取相同值；120 至 300 秒；检查时延。',
        ],
      ],
    ),
    list(
      ['Evidence links to the window where it was seen.', '证据链接到看到它的窗口。'],
      [
        'A fix shows what it would change before it is applied, and can be undone.',
        '修复在应用前显示将修改的内容，并可撤销。',
      ],
    ),
    paragraph('On the command line: `trunkline findings`.', '命令行：`trunkline findings`。'),
  ],
  help: [
    paragraph(
      'F1 opens the page of what has the focus: in a row of a parameter grid the parameter, else the window; in a dialog the window that it belongs to; in the navigation tree the line.',
      '按 F1 打开当前焦点的帮助：参数表格中为该参数，其他位置为窗口；对话框中为其所属窗口；导航树中为该行。',
    ),
    list(
      [
        'The search looks in titles and texts of the language that is shown, and in titles of the other; all words must be found.',
        '搜索当前语言的标题和正文，以及另一语言的标题；须包含所有词。',
      ],
      [
        '↓ goes from the search to the list of pages; arrow keys move there, Enter opens.',
        '在搜索框按 ↓ 进入页面列表；方向键移动，Enter 打开。',
      ],
      [
        'Alt+← and Alt+→ go back and forward through the pages that were read.',
        'Alt+← 和 Alt+→ 在看过的页面间后退和前进。',
      ],
      [
        'The buttons above a page open the windows that it is about.',
        '页面上方的按钮打开其所述的窗口。',
      ],
      [
        'Language is switched in the bar at the top; the page turns with it.',
        '在顶部切换语言，页面随之切换。',
      ],
    ),
    paragraph(
      'New here? Begin with [[firstSteps]]. Keys: [[keyboard]]. Words: [[glossary]].',
      '初次使用请看[[firstSteps]]。按键见[[keyboard]]，术语见[[glossary]]。',
    ),
  ],
  lab: [
    paragraph(
      'Gateways and callers that exist on this machine alone and speak real SIP with the engine: to learn, to try a setting, to reproduce a problem without carriers.',
      '只存在于本机、与引擎使用真实 SIP 通信的网关和呼叫方：用于学习、试验设置、在没有运营商时重现问题。',
    ),
    heading('Sample data', '示例数据'),
    paragraph(
      '**Load the sample** adds six routing gateways, one for each deployment profile, two mapping gateways, and peers that place and take calls. **Remove the sample** takes all of it away again; call records stay.',
      '**加载示例**会添加六个落地网关（每种部署方案一个）、两个对接网关，以及拨打和接听的模拟对端。**移除示例**会全部撤除，话单保留。',
    ),
    heading('Simulated gateways', '模拟网关'),
    list(
      [
        '**Channels** are its true limit: a call beyond them gets 503 and counts as “refused when full”. An engine that keeps to the line limit never causes one.',
        '**通道数**是其真实上限：超出的呼叫得到 503，计为“满载拒绝”。遵守线路上限的引擎绝不会造成这种情况。',
      ],
      [
        'Answer ratio, ring and talk time, failures by weight, Retry-After, silence, packet loss and delay can be set; they hold for calls from then on.',
        '可设置应答比例、振铃和通话时长、按权重的失败、Retry-After、静默、丢包和时延；对之后的呼叫有效。',
      ],
    ),
    heading('Call generators', '呼叫发生器'),
    paragraph(
      'A call generator places calls on the side of a mapping gateway: at a constant rate, a ramp, bursts or a sine, up to a number of calls in all and at once. **Stop** hangs up what it has.',
      '呼叫发生器以对接网关一侧发起呼叫：恒定、爬升、突发或正弦速率，并限制总数和并发。**停止**会挂断其全部呼叫。',
    ),
    heading('Scenarios', '场景'),
    paragraph(
      'A scenario sets up nodes and peers of its own, goes through its steps and checks its expectations; your gateways are not touched. With the fast clock hours take seconds, and the result is marked as simulated: it proves what is sent when, not what a machine can carry. Own scenarios are JSON documents.',
      '场景自建节点和对端，逐步执行并检查预期，不影响您的网关。使用快速时钟时数小时只需数秒，结果标明“模拟”：它证明何时发送什么，而不是机器的承载能力。自定义场景为 JSON 文档。',
    ),
    note('On the command line: `trunkline lab`.', '命令行：`trunkline lab`。'),
  ],
  planner: [
    paragraph(
      'Which value of [[SS_SIP_PUBLISH_EXPIRE]] keeps gateways under their line limits with the least PUBLISH? Every value and mode is simulated with the engine’s own code on virtual time; nothing is sent.',
      '[[SS_SIP_PUBLISH_EXPIRE]] 取何值，才能以最少的 PUBLISH 把网关控制在上限之内？用引擎自身的代码在虚拟时间上模拟每个取值和方式，不发送任何消息。',
    ),
    steps(
      [
        'Fill in the system: nodes, gateways, line limit, calls per second, talk time, delay and loss between nodes. **Take from this system** fills in what is in force here.',
        '填写系统：节点数、网关数、线路上限、每秒呼叫数、通话时长、节点间时延和丢包。**取自本系统**填入当前值。',
      ],
      [
        'Say what can be borne: over-assigned calls in per cent, PUBLISH per node. **Run**; it can be stopped.',
        '说明可承受的范围：超分配呼叫的百分比、每节点 PUBLISH。点击**运行**，可随时停止。',
      ],
      [
        'Read chart, table and recommendation. **Set SS_SIP_PUBLISH_EXPIRE** sets the value after a question; it can be undone.',
        '查看图表、表格和建议。可在确认后直接设置 SS_SIP_PUBLISH_EXPIRE，并可撤销。',
      ],
    ),
    list(
      [
        '**Over-assigned**: calls given to a gateway that had no free line, counted over all nodes.',
        '**超分配**：送给已无空闲线路的网关的呼叫，按所有节点合计。',
      ],
      [
        '**Refused though free**: no gateway seemed free, and one was.',
        '**有空闲却被拒绝**：看似没有空闲网关，其实有。',
      ],
      [
        '± is how far the true figure may be from the simulated one.',
        '± 为真实值可能偏离模拟值的范围。',
      ],
      [
        'The same seed gives the same result. The last 20 plans are kept until the engine stops.',
        '相同的种子得到相同的结果。引擎停止前保留最近 20 个方案。',
      ],
    ),
    note(
      'With several nodes near their limits, `threshold` can be worse than `refresh only`: peaks are published, and what follows is not. On the command line: `trunkline plan`.',
      '多个节点接近上限时，`threshold` 可能不如 `refresh only`：峰值会发布，其后的变化不会。命令行：`trunkline plan`。',
    ),
  ],
} as const
