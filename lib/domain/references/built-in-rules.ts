import { asRecord } from '../conditions.ts'
import { issuerAnnotations } from './cert-manager-rules.ts'
import {
  byLabels,
  byName,
  byRef,
  bySelector,
  configMap,
  isName,
  type KindRules,
  nameAt,
  node,
  pod,
  type Rule,
  rule,
  secret,
  service,
  serviceAccount,
} from './rule.ts'

const gatewayApi = 'gateway.networking.k8s.io'
const gateway = { group: gatewayApi, kind: 'Gateway' }
const claim = { group: '', kind: 'PersistentVolumeClaim' }
const ingressClass = { group: 'networking.k8s.io', kind: 'IngressClass' }
const storageClass = { group: 'storage.k8s.io', kind: 'StorageClass' }
const role = { group: 'rbac.authorization.k8s.io', kind: 'Role' }
const priorityClass = { group: 'scheduling.k8s.io', kind: 'PriorityClass' }

/** What a pod uses. `at`: where its spec stands. */
function podRules(at: string): Rule[] {
  const containers = ['containers[]', 'initContainers[]', 'ephemeralContainers[]'].map(list => `${at}.${list}`)
  const sources = [`${at}.volumes[]`, `${at}.volumes[].projected.sources[]`]
  return [
    byName(`${at}.serviceAccountName`, serviceAccount),
    byName(`${at}.nodeName`, node),
    byName(`${at}.priorityClassName`, priorityClass),
    byName(`${at}.runtimeClassName`, { group: 'node.k8s.io', kind: 'RuntimeClass' }),
    byName(`${at}.volumes[].persistentVolumeClaim.claimName`, claim),
    byName(
      [
        `${at}.imagePullSecrets[].name`,
        `${at}.volumes[].secret.secretName`,
        ...sources.map(source => `${source}.secret.name`),
        ...containers.flatMap(list => [`${list}.env[].valueFrom.secretKeyRef.name`, `${list}.envFrom[].secretRef.name`]),
      ],
      secret,
    ),
    byName(
      [
        ...sources.map(source => `${source}.configMap.name`),
        ...containers.flatMap(list => [`${list}.env[].valueFrom.configMapKeyRef.name`, `${list}.envFrom[].configMapRef.name`]),
      ],
      configMap,
    ),
  ]
}

const template = podRules('spec.template.spec')

const backends: readonly Rule[] = [
  byRef('spec.parentRefs[]', gateway, [service]),
  byRef(['spec.rules[].backendRefs[]', 'spec.rules[].filters[].requestMirror.backendRef'], service),
]

/** Kinds of the kube-apiserver itself and of the Gateway API. */
export const builtInRules: readonly KindRules[] = [
  { group: '', kinds: ['Pod'], rules: podRules('spec') },
  { group: '', kinds: ['Service'], rules: [byLabels('spec.selector', [pod])] },
  { group: '', kinds: ['ServiceAccount'], rules: [byRef(['secrets[]', 'imagePullSecrets[]'], secret)] },
  {
    group: '',
    kinds: ['PersistentVolumeClaim'],
    rules: [byName('spec.volumeName', { group: '', kind: 'PersistentVolume' }), byName('spec.storageClassName', storageClass)],
  },
  { group: '', kinds: ['PersistentVolume'], rules: [byRef('spec.claimRef', claim), byName('spec.storageClassName', storageClass)] },
  { group: 'apps', kinds: ['Deployment', 'DaemonSet', 'ReplicaSet'], rules: template },
  { group: 'apps', kinds: ['StatefulSet'], rules: [...template, byName('spec.serviceName', service)] },
  { group: 'batch', kinds: ['Job'], rules: template },
  { group: 'batch', kinds: ['CronJob'], rules: podRules('spec.jobTemplate.spec.template.spec') },
  {
    group: 'autoscaling',
    kinds: ['HorizontalPodAutoscaler'],
    rules: [byRef('spec.scaleTargetRef', { group: 'apps', kind: 'Deployment' }, [{ group: 'apps', kind: 'StatefulSet' }])],
  },
  { group: 'policy', kinds: ['PodDisruptionBudget'], rules: [bySelector('spec.selector', [pod])] },
  { group: 'networking.k8s.io', kinds: ['NetworkPolicy'], rules: [bySelector('spec.podSelector', [pod])] },
  {
    group: 'networking.k8s.io',
    kinds: ['Ingress'],
    rules: [
      byName(['spec.defaultBackend.service.name', 'spec.rules[].http.paths[].backend.service.name'], service),
      byName('spec.tls[].secretName', secret),
      byName('spec.ingressClassName', ingressClass),
      ...issuerAnnotations,
    ],
  },
  {
    group: 'rbac.authorization.k8s.io',
    kinds: ['RoleBinding', 'ClusterRoleBinding'],
    rules: [
      byRef('roleRef', role, [{ ...role, kind: 'ClusterRole' }]),
      rule('subjects[]', [serviceAccount], ({ value, via }) => {
        const { kind, name, namespace } = asRecord(value) ?? {}
        return kind === 'ServiceAccount' && isName(name) && isName(namespace) ? [nameAt(via, serviceAccount, name, namespace)] : []
      }),
    ],
  },
  {
    group: 'admissionregistration.k8s.io',
    kinds: ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'],
    rules: [byRef('webhooks[].clientConfig.service', service)],
  },
  { group: 'apiregistration.k8s.io', kinds: ['APIService'], rules: [byRef('spec.service', service)] },
  {
    group: gatewayApi,
    kinds: ['Gateway'],
    rules: [
      byName('spec.gatewayClassName', { group: gatewayApi, kind: 'GatewayClass' }),
      byRef('spec.listeners[].tls.certificateRefs[]', secret),
      ...issuerAnnotations,
    ],
  },
  { group: gatewayApi, kinds: ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'], rules: backends },
]
