import clusterConflict from '../../resources/lab-scenarios/cluster-conflict.json' with { type: 'json' }
import carrierGoesSilent from '../../resources/lab-scenarios/carrier-goes-silent.json' with { type: 'json' }
import excessivePublish from '../../resources/lab-scenarios/excessive-publish.json' with { type: 'json' }
import fillAGateway from '../../resources/lab-scenarios/fill-a-gateway.json' with { type: 'json' }
import ghostCall from '../../resources/lab-scenarios/ghost-call.json' with { type: 'json' }
import lostRefresh from '../../resources/lab-scenarios/lost-refresh.json' with { type: 'json' }
import overloadedGateway from '../../resources/lab-scenarios/overloaded-gateway.json' with { type: 'json' }
import staleCounts from '../../resources/lab-scenarios/stale-counts.json' with { type: 'json' }
import switchAfterBusy from '../../resources/lab-scenarios/switch-after-busy.json' with { type: 'json' }
import twoNodesSlowLink from '../../resources/lab-scenarios/two-nodes-slow-link.json' with { type: 'json' }

/** The scenarios that come with the program, in the order in which they are shown; imported, so that a bundle carries them. */
export const shippedScenarios: readonly unknown[] = [
  ...[fillAGateway, switchAfterBusy, carrierGoesSilent],
  ...[ghostCall, lostRefresh, twoNodesSlowLink],
  ...[overloadedGateway, staleCounts, excessivePublish, clusterConflict],
]
