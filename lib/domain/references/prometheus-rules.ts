import type { KubeObject } from '#contract/kubernetes.ts'
import { asRecord } from '../conditions.ts'
import { readLabelSelector } from './label-selector-object.ts'
import type { NamespaceChoice } from './pointer.ts'
import { byName, byRef, bySelector, configMap, type KindRules, nameAt, pod, type Rule, rule, secret, service } from './rule.ts'
import { hostOfUrl, serviceOfHost } from './service-host.ts'

const group = 'monitoring.coreos.com'
const alertmanagerConfig = { group, kind: 'AlertmanagerConfig' }

/**
 * A selector beside a selector of namespaces (prometheus-operator.dev/docs/api-reference): none of objects selects nothing, an
 * empty one all; none of namespaces means the own one, an empty one all.
 */
function selects(kind: string, field: string): Rule {
  return bySelector(`spec.${field}Selector`, [{ group, kind }], object => namespacesBy(asRecord(object.spec)?.[`${field}NamespaceSelector`]))
}

function namespacesBy(value: unknown): NamespaceChoice | null {
  if (value === undefined || value === null) return 'own'
  const selector = readLabelSelector(value)
  if (!selector) return null
  return selector.length === 0 ? 'all' : { selector }
}

/** `spec.namespaceSelector` of a monitor: `any`, or names, else the own namespace. */
function monitored(object: KubeObject): NamespaceChoice {
  const { any, matchNames } = asRecord(asRecord(object.spec)?.namespaceSelector) ?? {}
  if (any === true) return 'all'
  const names = Array.isArray(matchNames) ? matchNames.filter(name => typeof name === 'string') : []
  return names.length > 0 ? { names } : 'own'
}

const monitors = [
  selects('ServiceMonitor', 'serviceMonitor'),
  selects('PodMonitor', 'podMonitor'),
  selects('Probe', 'probe'),
  selects('ScrapeConfig', 'scrapeConfig'),
]
const rules = selects('PrometheusRule', 'rule')
const alertmanagers = byRef('spec.alerting.alertmanagers[]', service)
const files = [byName('spec.secrets[]', secret), byName('spec.configMaps[]', configMap)]

export const prometheusRules: readonly KindRules[] = [
  { group, kinds: ['Prometheus'], rules: [...monitors, rules, alertmanagers, ...files] },
  { group, kinds: ['PrometheusAgent'], rules: [...monitors, ...files] },
  { group, kinds: ['ThanosRuler'], rules: [rules] },
  {
    group,
    kinds: ['Alertmanager'],
    rules: [
      selects('AlertmanagerConfig', 'alertmanagerConfig'),
      byName('spec.configSecret', secret),
      byName('spec.alertmanagerConfiguration.name', alertmanagerConfig),
      ...files,
    ],
  },
  { group, kinds: ['ServiceMonitor'], rules: [bySelector('spec.selector', [service], monitored)] },
  { group, kinds: ['PodMonitor'], rules: [bySelector('spec.selector', [pod], monitored)] },
  {
    group,
    kinds: ['Probe'],
    rules: [
      bySelector('spec.targets.ingress.selector', [{ group: 'networking.k8s.io', kind: 'Ingress' }], object => {
        const { any, matchNames } = asRecord(asRecord(asRecord(asRecord(object.spec)?.targets)?.ingress)?.namespaceSelector) ?? {}
        return any === true
          ? 'all'
          : Array.isArray(matchNames) && matchNames.length > 0
            ? { names: matchNames.filter(name => typeof name === 'string') }
            : 'own'
      }),
      serviceOfUrl(['spec.prober.url']),
    ],
  },
  { group, kinds: ['AlertmanagerConfig'], rules: [serviceOfUrl(['spec.receivers[].webhookConfigs[].url'])] },
]

/** A URL whose host is a Service by its full name. A short one is not taken: it may be of anything. */
function serviceOfUrl(at: readonly string[]): Rule {
  return rule(at, [service], ({ value, via }) => {
    const host = typeof value === 'string' ? hostOfUrl(value) : null
    const found = host?.includes('.') ? serviceOfHost(host, '') : null
    return found ? [nameAt(via, service, found.name, found.namespace)] : []
  })
}
