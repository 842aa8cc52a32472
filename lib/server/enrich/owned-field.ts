import { GraphQLBoolean, GraphQLInt, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLString } from 'graphql'
import { type OwnedNode, ownedTree } from '#domain/owned-tree.ts'
import { AppError } from '#errors/app-error.ts'
import type { SharedCost } from '../graphql/limits/field-cost.ts'
import { healthType } from './health-field.ts'
import { type NotSearched, notSearchedList } from './not-searched-type.ts'
import type { ObjectField } from './object-field.ts'
import { mostOwnedScans, type OwnedObject, ownedIndex } from './owned-index.ts'
import { referenceTo, referenceType } from './reference-type.ts'

const deepest = 5
const nodeLimit = 1_000
/** Of all trees of one operation, whose price takes them for smaller than one may be. */
const allNodesLimit = 10_000

const ownedNodeType = new GraphQLObjectType<OwnedNode<OwnedObject>>({
  name: 'OwnedNode',
  description: 'An object in the tree of what another one owns.',
  fields: {
    depth: { type: new GraphQLNonNull(GraphQLInt), description: '1: owned directly.' },
    owner: { type: new GraphQLNonNull(GraphQLString), description: 'The uid of the one above it in the tree.' },
    isController: {
      type: new GraphQLNonNull(GraphQLBoolean),
      description: 'Whether the owner manages it (`controller` of the owner reference).',
      resolve: ({ item }) => item.isController,
    },
    health: { type: new GraphQLNonNull(healthType), resolve: ({ item }) => item.health },
    reference: {
      type: new GraphQLNonNull(referenceType),
      description: 'Which object it is.',
      resolve: ({ item }) => referenceTo(item, 'metadata.ownerReferences'),
    },
  },
})

type OwnedTreeSource = { nodes: OwnedNode<OwnedObject>[]; searched: number; notSearched: NotSearched[]; complete: boolean }

const ownedTreeType = new GraphQLObjectType<OwnedTreeSource>({
  name: 'OwnedTree',
  description:
    'What an object owns, and what that owns. Found by looking through every kind that you may list where that may be; of objects in more than ten namespaces, ' +
    'for those beyond the tenth through every kind that you may list in the whole cluster.',
  fields: {
    nodes: {
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(ownedNodeType))),
      description: 'Breadth first, each object once: one comes after the one above it.',
      extensions: { listSize: () => 20 },
    },
    searched: { type: new GraphQLNonNull(GraphQLInt), description: 'Kinds that were looked through.' },
    notSearched: { type: notSearchedList },
    complete: {
      type: new GraphQLNonNull(GraphQLBoolean),
      description: 'False where the tree was cut at 1,000 objects, all trees of the operation at 10,000, or the search at 20,000.',
    },
  },
})

export const ownedField: ObjectField = {
  description:
    'What it owns, by owner references: in its namespace; for a cluster-scoped object everywhere, in the namespaces that you work in where you may not list in all.',
  type: new GraphQLNonNull(ownedTreeType),
  args: { depth: { type: new GraphQLNonNull(GraphQLInt), default: { value: 2 }, description: '1 to 5 levels.' } },
  extensions: { cost: 1, shared: { name: 'owned', cost: 100, most: mostOwnedScans } satisfies SharedCost },
  resolve: async (source, { depth }: { depth: number }, context): Promise<OwnedTreeSource> => {
    if (depth < 1 || depth > deepest) throw new AppError('BAD_REQUEST', `\`depth\` is a number from 1 to ${deepest}.`)
    const index = await ownedIndex(context, source.namespace)
    const nodes = context.once('enrich owned nodes', () => ({ left: allNodesLimit }))
    const tree = ownedTree(source.uid, index.ownedBy, { depth, limit: Math.min(nodeLimit, nodes.left) })
    nodes.left -= tree.nodes.length
    return { nodes: tree.nodes, searched: index.searched, notSearched: index.notSearched, complete: tree.complete && index.complete }
  },
}
