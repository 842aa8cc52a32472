import { GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLString } from 'graphql'
import { type KubeList, metadataListAccept } from '#contract/kubernetes.ts'
import { apiPath } from '#domain/api-path.ts'
import { listItems } from '#domain/list-items.ts'
import { dateTimeScalar } from '../graphql/schema/scalars.ts'
import { kubeGet } from '../kube/kube-get.ts'
import type { Session } from '../services.ts'
import type { QueryField } from './object-field.ts'

const text = new GraphQLNonNull(GraphQLString)
const texts = new GraphQLNonNull(new GraphQLList(text))
const namespaceLimit = '1000'

const extraType = new GraphQLObjectType<{ key: string; values: string[] }>({
  name: 'IdentityExtra',
  description: 'More that the cluster says of an identity (authentication.k8s.io/v1 UserInfo).',
  fields: { key: { type: text }, values: { type: texts } },
})

const meType = new GraphQLObjectType<Session>({
  name: 'Me',
  description: 'Who you are to the cluster, and until when.',
  fields: {
    name: { type: text, resolve: ({ identity }) => identity.name },
    uid: { type: text, description: "'' where the cluster says none.", resolve: ({ identity }) => identity.uid },
    groups: { type: texts, resolve: ({ identity }) => identity.groups },
    extra: {
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(extraType))),
      resolve: ({ identity }) => Object.entries(identity.extra).map(([key, values]) => ({ key, values })),
    },
    expiresAt: {
      type: new GraphQLNonNull(dateTimeScalar),
      description: 'When this token of the session ends; a running `latchkey` renews it.',
      resolve: ({ expiresAtMs }) => new Date(expiresAtMs).toISOString(),
    },
    method: { type: text, description: 'How it was proven: `attested`, `token`, `cert-signed` or `cert`.' },
  },
})

export const meField: QueryField = {
  description: 'The identity of this session.',
  type: new GraphQLNonNull(meType),
  resolve: (_, __, { session }) => session,
}

export const namespacesField: QueryField = {
  description: 'The namespaces of the cluster, the first 1,000. Null, with an error, where you may not list them.',
  type: new GraphQLList(text),
  extensions: { cost: 5 },
  resolve: async (_, __, { users, session, signal }) => {
    const path = apiPath({ group: '', version: 'v1', resource: 'namespaces' })
    const list = (await kubeGet(users, session, path, { accept: metadataListAccept, query: { limit: namespaceLimit }, signal })) as KubeList
    return listItems(list)
      .map(({ metadata }) => metadata.name)
      .sort()
  },
}

export const schemaHashField: QueryField = {
  description: 'Names the schema that this operation runs with, as the header X-Latchkey-Schema does.',
  type: text,
  resolve: (_, __, { schemaHash }) => schemaHash,
}
