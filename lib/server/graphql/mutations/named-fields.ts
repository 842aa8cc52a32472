import { GraphQLEnumType, type GraphQLFieldConfigArgumentMap, type GraphQLFieldConfigMap, GraphQLInt, GraphQLNonNull, GraphQLString } from 'graphql'
import type { GraphQLContext } from '../context.ts'
import { findResource, type ResourceArgument } from '../schema/list-arguments.ts'
import { resourceInput } from '../schema/list-inputs.ts'
import { jsonScalar } from '../schema/scalars.ts'
import { type ChangeOptions, changeCost, dryRunArgument, writeArguments } from './change-options.ts'
import { mutated, type Scaled, scaled } from './mutated-types.ts'
import { type DeleteOptions, deleteObject, type NamedObject, patchObject, restartObject, scaleObject } from './named-changes.ts'
import { targetOf } from './target.ts'

const patchType = new GraphQLEnumType({
  name: 'PatchType',
  values: {
    MERGE: { value: 'application/merge-patch+json', description: 'RFC 7386.' },
    JSON: { value: 'application/json-patch+json', description: 'RFC 6902: a list of operations.' },
    STRATEGIC: { value: 'application/strategic-merge-patch+json', description: 'Lists are merged by their keys; of built-in kinds alone.' },
  },
})

const propagation = new GraphQLEnumType({
  name: 'DeletionPropagation',
  description: 'What becomes of what the object owns. Where none is given, the kind decides.',
  values: {
    FOREGROUND: { value: 'Foreground', description: 'It goes first, the object last.' },
    BACKGROUND: { value: 'Background', description: 'The object goes at once, what it owns afterwards.' },
    ORPHAN: { value: 'Orphan', description: 'It stays, without an owner.' },
  },
})

const nameArguments: GraphQLFieldConfigArgumentMap = {
  resource: { type: new GraphQLNonNull(resourceInput) },
  namespace: { type: GraphQLString, description: 'None for what is cluster-scoped.' },
  name: { type: new GraphQLNonNull(GraphQLString) },
}
const resourceVersionArgument: GraphQLFieldConfigArgumentMap = {
  resourceVersion: { type: GraphQLString, description: 'Only where the object still has this version, else CONFLICT.' },
}

type Named = { resource: ResourceArgument; namespace?: string | null; name: string }
type PatchArguments = Named & ChangeOptions & { type: string; patch: unknown; subresource?: string | null }
type DeleteArguments = Named & Partial<DeleteOptions> & { dryRun: boolean }
type ScaleArguments = Named & ChangeOptions & { replicas: number; resourceVersion?: string | null }

/** Changes of an object that is there, by its name. */
export const namedFields: GraphQLFieldConfigMap<undefined, GraphQLContext> = {
  patch: {
    type: new GraphQLNonNull(mutated),
    description: 'Changes parts of an object.',
    args: {
      ...nameArguments,
      type: { type: new GraphQLNonNull(patchType) },
      patch: { type: new GraphQLNonNull(jsonScalar) },
      subresource: { type: GraphQLString, description: 'Of the object, e.g. `status`.' },
      ...writeArguments,
    },
    extensions: { cost: changeCost },
    resolve: (_source, { type: contentType, patch, subresource = null, dryRun, fieldManager, fieldValidation, ...at }: PatchArguments, context) =>
      patchObject(context, named(context, at), { contentType, patch, subresource, dryRun, fieldManager, fieldValidation }),
  },
  delete: {
    type: new GraphQLNonNull(mutated),
    description: 'Deletes an object, or marks it for deletion where finalizers or a grace period keep it.',
    args: {
      ...nameArguments,
      propagation: { type: propagation },
      gracePeriodSeconds: { type: GraphQLInt, description: "0 for at once; none for the kind's own." },
      uid: { type: GraphQLString, description: 'Only where the object is still this one, else CONFLICT.' },
      ...resourceVersionArgument,
      ...dryRunArgument,
    },
    extensions: { cost: changeCost },
    resolve: (_source, { dryRun, propagation = null, gracePeriodSeconds = null, uid = null, resourceVersion = null, ...at }: DeleteArguments, context) =>
      deleteObject(context, named(context, at), { dryRun, propagation, gracePeriodSeconds, uid, resourceVersion }),
  },
  scale: {
    type: new GraphQLNonNull(scaled),
    description: 'Sets how many replicas an object is to have, by its scale subresource.',
    args: { ...nameArguments, replicas: { type: new GraphQLNonNull(GraphQLInt) }, ...resourceVersionArgument, ...writeArguments },
    extensions: { cost: changeCost },
    resolve: async (_source, { replicas, resourceVersion = null, dryRun, fieldManager, fieldValidation, ...at }: ScaleArguments, context): Promise<Scaled> => {
      const of = named(context, at)
      const changed = await scaleObject(context, of, { replicas, resourceVersion, dryRun, fieldManager, fieldValidation })
      return { ...changed, target: targetOf(of.resource, { namespace: of.namespace, name: of.name }) }
    },
  },
  restart: {
    type: new GraphQLNonNull(mutated),
    description: 'Replaces the pods of a Deployment, DaemonSet or StatefulSet, as `kubectl rollout restart` does.',
    args: { ...nameArguments, ...writeArguments },
    extensions: { cost: changeCost },
    resolve: (_source, { dryRun, fieldManager, fieldValidation, ...at }: Named & ChangeOptions, context) =>
      restartObject(context, named(context, at), { dryRun, fieldManager, fieldValidation }),
  },
}

function named(context: GraphQLContext, { resource, namespace = null, name }: Named): NamedObject {
  return { resource: findResource(context.resources, resource), namespace, name }
}
