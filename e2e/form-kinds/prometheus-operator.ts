import type { FilledInKinds } from './filled-in.ts'

export const prometheusOperator: FilledInKinds = {
  // A map of lists, lists of texts, ports by number and by name.
  'monitoring.coreos.com/v1/servicemonitors': {
    written: {
      spec: {
        selector: { matchLabels: { app: 'reviews' }, matchExpressions: [{ key: 'tier', operator: 'In', values: ['a', 'b'] }] },
        namespaceSelector: { any: true },
        endpoints: [
          { targetPort: 9090, path: '/metrics', honorLabels: true, params: { module: ['http', 'tcp'] } },
          { port: 'web', scheme: 'https' },
        ],
      },
    },
    edited: { at: ['spec', 'endpoints', '0', 'targetPort'], value: 'metrics' },
  },
  // Text where a number is taken too.
  'monitoring.coreos.com/v1/prometheusrules': {
    written: {
      spec: {
        groups: [
          {
            name: 'reviews',
            rules: [
              { alert: 'Down', expr: 'up{app="reviews"} == 0', for: '5m', labels: { severity: 'page' } },
              { record: 'one', expr: 1 },
            ],
          },
        ],
      },
    },
    edited: { at: ['spec', 'groups', '0', 'rules', '1', 'expr'], value: 'vector(1)' },
  },
  'monitoring.coreos.com/v1/probes': {
    written: {
      spec: {
        module: 'http_2xx',
        prober: { url: 'blackbox:9115', scheme: 'https' },
        targets: { staticConfig: { static: ['https://shop.example'], labels: { tier: 'a' } } },
      },
    },
    defaults: [[['spec', 'prober', 'path'], '/probe']],
    edited: { at: ['spec', 'prober', 'path'], value: '/other' },
  },
  // A list of values of any kind, as YAML.
  'monitoring.coreos.com/v1alpha1/alertmanagerconfigs': {
    written: {
      spec: {
        route: { receiver: 'shop', groupBy: ['alertname'], routes: [{ receiver: 'night', matchers: [{ name: 'severity', value: 'page' }] }] },
        receivers: [{ name: 'shop', webhookConfigs: [{ url: 'https://hook.example', sendResolved: true }] }],
      },
    },
    edited: { at: ['spec', 'receivers', '0', 'webhookConfigs', '0', 'sendResolved'], value: false },
  },
  // Quantities, as numbers and as text.
  'monitoring.coreos.com/v1/prometheuses': {
    written: {
      spec: {
        replicas: 0,
        paused: true,
        resources: { requests: { cpu: 1, memory: '400Mi' } },
        externalLabels: { region: 'a' },
        retention: '10d',
      },
    },
    defaults: [
      [['spec', 'evaluationInterval'], '30s'],
      [['spec', 'scrapeInterval'], '30s'],
      [['spec', 'portName'], 'web'],
    ],
    edited: { at: ['spec', 'resources', 'requests', 'cpu'], value: '500m' },
  },
}
