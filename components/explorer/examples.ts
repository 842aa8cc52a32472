import { english } from '#domain/text.ts'

export type Example = { title: string; query: string; variables: Record<string, unknown> }

const certificates = { group: 'cert-manager.io', version: 'v1', resource: 'certificates' }

/** What the menu offers. docs/graphql/examples holds more, each with what it answers. */
export const examples: readonly Example[] = [
  {
    title: english('A list, sorted and filtered'),
    query: `query Certificates($resource: ResourceInput!) {
  list(resource: $resource, health: [FAILING, WARNING], sortBy: [{ field: CREATED, descending: true }], first: 20) {
    items {
      metadata { namespace name }
      _health { level word detail }
    }
    total
    pageInfo { endCursor hasNextPage }
  }
}`,
    variables: { resource: certificates },
  },
  {
    title: english('An object with what surrounds it'),
    query: `query Certificate($resource: ResourceInput!, $namespace: String, $name: String!) {
  object(resource: $resource, namespace: $namespace, name: $name) {
    _health { level word reasons }
    _events(first: 5) { items { type reason message count lastSeen } }
    _owners { kind name }
    _references { via kind name exists }
    _capabilities { verb allowed reason }
    _yaml
  }
}`,
    variables: { resource: certificates, namespace: 'shop', name: 'legacy-www' },
  },
  {
    title: english('Search in every kind'),
    query: `query Search($text: String!) {
  search(text: $text, first: 20) {
    items { matched object { kind metadata { namespace name } _health { level word } } }
    total
    notSearched { kind reason }
  }
}`,
    variables: { text: 'shop' },
  },
  {
    title: english('Follow a list'),
    query: `subscription Follow($resource: ResourceInput!, $namespace: String, $resumeFrom: String) {
  watch(resource: $resource, namespace: $namespace, resumeFrom: $resumeFrom) {
    type
    isComplete
    token
    changes { type key object { _health { level word } } }
  }
}`,
    variables: { resource: certificates, namespace: 'shop', resumeFrom: null },
  },
  {
    title: english('Try an apply, changing nothing'),
    query: `mutation Try($yaml: String!) {
  applyYaml(yaml: $yaml, dryRun: true) {
    object { kind _yaml }
    warnings
  }
}`,
    variables: {
      yaml: 'apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata:\n  name: try\n  namespace: shop\nspec:\n  secretName: try\n  dnsNames: [try.example]\n  issuerRef: {kind: ClusterIssuer, name: internal-ca}\n',
    },
  },
]
