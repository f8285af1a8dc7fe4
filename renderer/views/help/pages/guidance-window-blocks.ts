import { checkPointWordings } from '../../../../engine/api/contract/checklist-wordings.ts'
import { findingRuleWordings } from '../../../../engine/api/contract/finding-wordings.ts'
import { list, note, paragraph, steps, table } from '../help-page.ts'

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
        ['High-volume carrier gateway (500+ CPS)', '大容量运营商网关（500+ CPS）'],
        ['30–60 s', '30–60 秒'],
        ['45 s', '45 秒'],
        [
          'Traffic changes fast; fresh counts matter more than overhead.',
          '话务变化快，计数的新鲜度比信令开销更重要。',
        ],
      ],
      [
        ['Wholesale VoIP (100–500 CPS)', '批发 VoIP（100–500 CPS）'],
        ['60–120 s', '60–120 秒'],
        ['90 s', '90 秒'],
        [
          'Moderate change: a balance of freshness and overhead.',
          '话务变化适中，在新鲜度与信令开销之间取平衡。',
        ],
      ],
      [
        ['Standard enterprise gateway', '标准企业网关'],
        ['300 s', '300 秒'],
        ['300 s', '300 秒'],
        ['Stable traffic: the default.', '话务稳定，使用默认值。'],
      ],
      [
        ['Low-traffic SIP trunk', '低话务 SIP 中继'],
        ['300–600 s', '300–600 秒'],
        ['450 s', '450 秒'],
        ['Rare change: less refresh traffic.', '话务很少变化，减少刷新信令。'],
      ],
      [
        ['Backup/overflow gateway', '备用/溢出网关'],
        ['600–1800 s', '600–1800 秒'],
        ['1200 s', '1200 秒'],
        ['Not a primary route: periodic status is enough.', '不是主用路由，定期更新状态即可。'],
      ],
      [
        ['Multi-server cluster', '多服务器集群'],
        ['60–120 s', '60–120 秒'],
        ['120 s', '120 秒'],
        [
          'Nodes need fresh data for coordinated routing; conflicts ask for 120–300 s, so 120 s meets both.',
          '各节点协同选路需要新鲜数据；出现冲突时建议 120–300 秒，因此 120 秒两者兼顾。',
        ],
      ],
    ),
    steps(
      [
        'Select a profile. The preview lists each parameter, setting and gateway that it would change, from what to what, and the predicted PUBLISH rate.',
        '选择方案。预览列出将修改的每个参数、设置和网关及修改前后的值，以及预计的 PUBLISH 频率。',
      ],
      [
        'Move the slider within the recommended range if the preset does not suit, and choose the routing gateways of this profile: each of them gets Allow Publish and the name of the profile.',
        '预设不合适时在建议范围内移动滑块，并选择该方案的落地网关：所选网关会勾选 Allow Publish 并记下该方案。',
      ],
      [
        '**Apply**: everything is one edit, in [[auditLog]], and can be undone with one click. Viewers may look, not apply.',
        '点击**应用**：全部作为一次修改写入[[auditLog]]，可一键撤销。查看者只能查看，不能应用。',
      ],
    ),
    paragraph(
      'Profiles of your own: **Add …**, or **Copy as one’s own …** from one that comes with the program. They are kept in the data folder. On the command line: `trunkline profile`.',
      '自定义方案：**添加 …**，或从随程序提供的方案**复制为自建方案 …**。自定义方案保存在数据目录。命令行：`trunkline profile`。',
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
        ['No.', '序号'],
        ['Point', '要点'],
        ['Passed when', '通过条件'],
        ['If it fails', '未通过时'],
      ],
      [
        ['1', '1'],
        checkPointWordings[1],
        [
          'The value is inside 30 to 7200 s and inside the chosen profile’s range.',
          '取值在 30 至 7200 秒之内，且在所选方案的范围之内。',
        ],
        ['[[sipParameters]] or [[profiles]]', '[[sipParameters]]或[[profiles]]'],
      ],
      [
        ['2', '2'],
        checkPointWordings[2],
        [
          'Checked on every gateway with traffic and a line limit, or exempted.',
          '每个有话务且有线路上限的网关已勾选，或已豁免。',
        ],
        ['[[routingGateways]]', '[[routingGateways]]'],
      ],
      [
        ['3', '3'],
        checkPointWordings[3],
        [
          'Every gateway with Allow Publish has a line limit above 0 and enforcement on.',
          '每个勾选 Allow Publish 的网关线路上限大于 0 且启用强制。',
        ],
        ['[[routingGateways]]', '[[routingGateways]]'],
      ],
      [
        ['4', '4'],
        checkPointWordings[4],
        [
          'The trace holds PUBLISH of each such gateway with `Expires` equal to the parameter, at regular intervals.',
          '跟踪中每个此类网关都有 PUBLISH，`Expires` 等于参数，间隔规律。',
        ],
        ['[[debugTrace]]', '[[debugTrace]]'],
      ],
      [
        ['5', '5'],
        checkPointWordings[5],
        [
          'None for gateways without Allow Publish, over a whole interval.',
          '一个完整间隔内，未勾选的网关没有 PUBLISH。',
        ],
        ['[[debugTrace]]', '[[debugTrace]]'],
      ],
      [
        ['6', '6'],
        checkPointWordings[6],
        [
          'Calls up to the limit and beyond: exactly the limit is admitted. Tested on a simulated twin of the gateway.',
          '呼叫达到并超过上限：只接纳到上限。在网关的模拟孪生上测试。',
        ],
        ['[[routingGateways]]', '[[routingGateways]]'],
      ],
      [
        ['7', '7'],
        checkPointWordings[7],
        [
          'The same value on all nodes; not applicable when alone.',
          '所有节点取值相同；单节点时不适用。',
        ],
        ['[[softswitch]]', '[[softswitch]]'],
      ],
      [
        ['8', '8'],
        checkPointWordings[8],
        [
          'What was published was off from the ledger by at most 10 % of the line limit on average, over the period.',
          '时段内发布值与账本的平均偏差不超过线路上限的 10%。',
        ],
        ['[[gatewayAnalysis]]', '[[gatewayAnalysis]]'],
      ],
    ),
    paragraph(
      'Results: passed, failed, not applicable, not yet (there is nothing to judge by so far: wait for traffic or for an interval, and verify again). **Verify** does one point, **Run all** every one; both need the role operator and leave configuration and real gateways alone. A note may be added to each point. **Exempt …** accepts a gateway without Allow Publish, with a reason. Results and notes are kept; evidence from a simulation says so.',
      '结果：通过、未通过、不适用、尚无法判定（暂无依据：等待话务或一个间隔后再核查）。**核查**核查一项，**全部核查**核查全部；均需要操作员角色，不会改动配置和真实网关。每项可加备注。**豁免 …**可注明理由，接受未勾选 Allow Publish 的网关。结果和备注会保留；来自模拟的证据会注明。',
    ),
    paragraph(
      '**Save HTML** and **Save PDF** write a report with date, node, operator, evidence and notes. On the command line: `trunkline checklist`.',
      '**保存 HTML**和**保存 PDF**保存报告，含日期、节点、操作员、证据和备注。命令行：`trunkline checklist`。',
    ),
  ],
  troubleshooting: [
    paragraph(
      'Four problems are watched for: every five seconds, and at once after a change. A finding says what is wrong, on what evidence and from what cause; it goes when its condition does.',
      '持续监视四类问题：每五秒一次，修改后立即检查。每个问题说明现象、证据和原因；条件消失后自动消失。',
    ),
    table(
      [
        ['Problem', '问题'],
        ['Found when', '判断条件'],
        ['What mends it', '修复方法'],
      ],
      [
        findingRuleWordings.overload,
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
        findingRuleWordings.stale,
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
        findingRuleWordings.excess,
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
        findingRuleWordings.conflict,
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
} as const
