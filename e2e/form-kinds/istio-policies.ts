import type { FilledInKinds } from './filled-in.ts'

/** Kinds of Istio that say who may, what is measured, and how proxies are set up. */
export const istioPolicies: FilledInKinds = {
  // Required text that must not be empty, under a rule; a value of any kind, as YAML; objects in lists in lists.
  'extensions.istio.io/v1alpha1/wasmplugins': {
    written: {
      spec: {
        url: 'oci://registry.example/filter:v1',
        phase: 'AUTHN',
        priority: 10,
        pluginConfig: { realm: 'shop', limits: [1, 2.5], strict: true },
        match: [{ mode: 'SERVER', ports: [{ number: 8080 }] }],
      },
    },
    edited: { at: ['spec', 'phase'], value: 'STATS' },
  },
  // One of two fields, which a rule wants; text longer than a line.
  'extensions.istio.io/v1alpha1/trafficextensions': {
    written: {
      spec: {
        lua: { inlineCode: 'function envoy_on_request(handle)\n  handle:headers():add("x-shop", "yes") -- as the shop asked\nend\n' },
        phase: 'AUTHZ',
        selector: { matchLabels: { app: 'reviews' } },
      },
    },
    edited: { at: ['spec', 'phase'], value: 'STATS' },
  },
  'networking.istio.io/v1beta1/proxyconfigs': {
    written: { spec: { concurrency: 2, environmentVariables: { 'ISTIO_META_A.b/c': '1' }, image: { imageType: 'distroless' } } },
    edited: { at: ['spec', 'environmentVariables', 'ISTIO_META_A.b/c'], value: 'true' },
  },
  'security.istio.io/v1/authorizationpolicies': {
    written: {
      spec: {
        action: 'DENY',
        selector: { matchLabels: { app: 'reviews' } },
        rules: [
          {
            from: [{ source: { notNamespaces: ['shop'] } }],
            to: [{ operation: { methods: ['POST', 'PUT'], ports: ['8080'] } }],
            when: [{ key: 'request.headers[x-token]', values: ['a'] }],
          },
        ],
      },
    },
    edited: { at: ['spec', 'action'], value: 'AUDIT' },
  },
  // Keys that are numbers; a rule by which one field needs another.
  'security.istio.io/v1/peerauthentications': {
    written: { spec: { selector: { matchLabels: { app: 'reviews' } }, mtls: { mode: 'STRICT' }, portLevelMtls: { '8080': { mode: 'DISABLE' } } } },
    edited: { at: ['spec', 'portLevelMtls', '8080', 'mode'], value: 'PERMISSIVE' },
  },
  // A number that is no whole one; a map of objects with one of several fields each.
  'telemetry.istio.io/v1/telemetries': {
    written: {
      spec: {
        tracing: [
          {
            randomSamplingPercentage: 12.5,
            customTags: { cluster: { literal: { value: 'a' } }, agent: { header: { name: 'user-agent', defaultValue: 'none' } } },
          },
        ],
        accessLogging: [{ disabled: true, match: { mode: 'SERVER' } }],
      },
    },
    edited: { at: ['spec', 'tracing', '0', 'randomSamplingPercentage'], value: 0.25 },
  },
}
