import { GraphQLBoolean, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLString } from 'graphql'
import { dnsName, groupName, isNameable, kindFieldName, kindTypeName } from '#domain/graphql/names.ts'
import { isCustomGroup, resourceKey, type ServedResource } from '#domain/resource.ts'
import type { GraphQLContext } from '../graphql/context.ts'
import { checkNamespaces, namespacesArgument } from './chosen-kinds.ts'
import { type KindVerbs, kindVerbs } from './kind-verbs.ts'
import type { QueryField } from './object-field.ts'
import { preferredResources } from './operation.ts'

const text = new GraphQLNonNull(GraphQLString)
const texts = new GraphQLNonNull(new GraphQLList(text))

const kindVerbsType = new GraphQLObjectType<KindVerbs>({
  name: 'KindVerbs',
  description: 'What you may do with a kind, by access reviews that are seconds old at most.',
  fields: {
    namespace: { type: GraphQLString, description: 'Null: in the whole cluster.' },
    verbs: { type: texts, description: 'Of `list`, `create`, `update`, `delete`. In a namespace also what you may in the whole cluster.' },
  },
})

const path = (resource: ServedResource, field: string) => (isNameable(resource) ? `${groupName(resource.group)}.${dnsName(resource.version)}.${field}` : null)

const kindInfoType = new GraphQLObjectType<ServedResource, GraphQLContext>({
  name: 'KindInfo',
  description: 'A kind in one version, as discovery serves it.',
  fields: {
    group: { type: text, description: "'' for core." },
    version: { type: text },
    kind: { type: text },
    resource: { type: text, description: 'The plural.' },
    namespaced: { type: new GraphQLNonNull(GraphQLBoolean) },
    shortNames: { type: texts },
    categories: { type: texts },
    subresources: { type: texts },
    verbs: { type: texts, description: 'What is served; what you may is in `capabilities`.' },
    preferred: {
      type: new GraphQLNonNull(GraphQLBoolean),
      description: 'Whether it is the version that the cluster prefers.',
      resolve: (resource, _, context) => preferredResources(context).includes(resource),
    },
    typeName: {
      type: GraphQLString,
      description: 'Its type in this schema; null where it has none.',
      resolve: kind => (isNameable(kind) ? kindTypeName(kind) : null),
    },
    listField: {
      type: GraphQLString,
      description: 'Where its list is in Query, `networking_istio_io.v1.virtualservices`; null where it has none.',
      resolve: kind => (kind.verbs.includes('list') ? path(kind, dnsName(kind.resource)) : null),
    },
    objectField: {
      type: GraphQLString,
      description: 'Where one object of it is in Query, `networking_istio_io.v1.VirtualService`.',
      resolve: kind => (kind.verbs.includes('get') ? path(kind, kindFieldName(kind.kind)) : null),
    },
    capabilities: {
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(kindVerbsType))),
      description: 'What you may do with it: in the whole cluster, then in each of these namespaces.',
      args: { namespaces: { ...namespacesArgument, description: 'Where else to ask; at most 50.' } },
      extensions: { cost: 5 },
      resolve: (resource, { namespaces }: { namespaces?: readonly string[] | null }, context) =>
        kindVerbs(context, resource, checkNamespaces(namespaces) ?? []),
    },
  },
})

type Arguments = { groups?: readonly string[] | null; custom: boolean }

export const kindsField: QueryField = {
  description: 'The kinds that the cluster serves, in every version, the preferred one of each first.',
  type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(kindInfoType))),
  args: {
    groups: { type: new GraphQLList(text), description: "Only of these API groups; '' for core." },
    custom: {
      type: new GraphQLNonNull(GraphQLBoolean),
      default: { value: true },
      description: 'Without those of Kubernetes itself, unless their group is named.',
    },
  },
  extensions: { cost: 1, listSize: () => 60 },
  resolve: (_, { groups, custom }: Arguments, context) =>
    context.resources.filter(({ group }) => (groups ? groups.includes(group) : !custom || isCustomGroup(group))).sort(byKind),
}

// A stable sort: versions of a kind stay in the order of discovery.
function byKind(a: ServedResource, b: ServedResource): number {
  return a.group.localeCompare(b.group, 'en') || a.kind.localeCompare(b.kind, 'en') || resourceKey(a).localeCompare(resourceKey(b), 'en')
}
