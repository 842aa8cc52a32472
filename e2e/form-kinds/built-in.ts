import { expect } from '../fixtures.ts'
import type { FilledInKinds } from './filled-in.ts'

export const builtIn: FilledInKinds = {
  // A map of texts, a list of objects told apart by keys, ports by number and by name, an enumeration, a boolean.
  'core/v1/services': {
    written: {
      spec: {
        selector: { app: 'reviews', 'app.kubernetes.io/part-of': 'shop' },
        ports: [
          { name: 'http', port: 80, targetPort: 'http-web' },
          { name: 'metrics', port: 9090, protocol: 'UDP', targetPort: 9091 },
        ],
        type: 'ClusterIP',
        publishNotReadyAddresses: true,
      },
    },
    defaults: [
      [['spec', 'ports', '0', 'protocol'], 'TCP'],
      [['spec', 'clusterIP'], expect.any(String)],
      [['spec', 'clusterIPs'], [expect.any(String)]],
      [['spec', 'internalTrafficPolicy'], 'Cluster'],
      [['spec', 'ipFamilies'], ['IPv4']],
      [['spec', 'ipFamilyPolicy'], 'SingleStack'],
      [['spec', 'sessionAffinity'], 'None'],
    ],
    edited: { at: ['spec', 'ports', '1', 'targetPort'], value: 'metrics' },
  },
}
