import { type GraphQLFieldConfig, type GraphQLFieldConfigArgumentMap, type GraphQLFieldConfigMap, GraphQLList, GraphQLNonNull, GraphQLString } from 'graphql'
import type { KubeObject } from '#contract/kubernetes.ts'
import { asRecord } from '#domain/conditions.ts'
import { AppError, toAppError } from '#errors/app-error.ts'
import type { GraphQLContext } from '../context.ts'
import { jsonScalar } from '../schema/scalars.ts'
import type { Changed } from './change.ts'
import { applyNote, type ChangeOptions, changeCost, forceArgument, updateNote, writeArguments } from './change-options.ts'
import { mutated } from './mutated-types.ts'
import { applyObject, createObject, type ObjectChange, updateObject } from './object-changes.ts'
import { mostObjects } from './read-documents.ts'
import { requireObject } from './read-object.ts'
import { readYaml } from './read-yaml.ts'
import { servedByKind } from './target.ts'

type Arguments = ChangeOptions & { object: unknown; force?: boolean }
type Make = (context: GraphQLContext, change: ObjectChange & { force: boolean }) => Promise<Changed>

/** Changes of objects that say themselves what they are. */
export const objectFields: GraphQLFieldConfigMap<undefined, GraphQLContext> = {
  create: field('Creates an object of any kind.', createObject),
  update: field(`Replaces an object of any kind as a whole. ${updateNote}`, updateObject),
  apply: field(`Applies an object of any kind. ${applyNote}`, applyObject, forceArgument),
  applyYaml: {
    type: new GraphQLNonNull(new GraphQLList(mutated)),
    description: `Applies the objects of one or more YAML documents, ${mostObjects} at most, one after the other. Each has a result of its own: null where it failed, with an error of its path. Where any document cannot be read, none is applied. ${applyNote}`,
    args: {
      yaml: { type: new GraphQLNonNull(GraphQLString), description: 'As kubectl reads it; 1 Mi characters at most.' },
      namespace: { type: GraphQLString, description: 'Where namespaced objects name none.' },
      ...writeArguments,
      ...forceArgument,
    },
    extensions: { cost: 10 * changeCost, listSize: ({ yaml }: { yaml?: unknown }) => documentCount(String(yaml)) },
    resolve: (_source, args: YamlArguments, context) => applyAll(context, args),
  },
}

function field(description: string, make: Make, more: GraphQLFieldConfigArgumentMap = {}): GraphQLFieldConfig<undefined, GraphQLContext> {
  return {
    type: new GraphQLNonNull(mutated),
    description,
    args: { object: { type: new GraphQLNonNull(jsonScalar), description: 'With apiVersion, kind and metadata.' }, ...writeArguments, ...more },
    extensions: { cost: changeCost },
    resolve: (_source, { object: given, force = false, ...options }: Arguments, context) => {
      const object = requireObject(given)
      return make(context, { resource: servedByKind(context.resources, object.apiVersion, object.kind), object, namespace: null, options, force })
    },
  }
}

type YamlArguments = ChangeOptions & { yaml: string; namespace?: string | null; force: boolean }

/** One after the other: a namespace has to be there before what is in it. */
async function applyAll(context: GraphQLContext, { yaml, namespace = null, force, ...options }: YamlArguments): Promise<Array<Changed | AppError>> {
  const results: Array<Changed | AppError> = []
  for (const object of await readYaml(yaml, context.signal)) {
    results.push(await applyOne(context, object, namespace, options, force).catch(thrown => about(object, toAppError(thrown))))
  }
  return results
}

async function applyOne(context: GraphQLContext, object: KubeObject, namespace: string | null, options: ChangeOptions, force: boolean): Promise<Changed> {
  if (context.signal.aborted) throw new AppError('TIMEOUT', 'The operation had had its time before this object was sent.')
  const resource = servedByKind(context.resources, object.apiVersion, object.kind)
  return applyObject(context, { resource, object, namespace: resource.namespaced ? namespace : null, options, force })
}

/** Says in the details of an error which of the objects it was. */
function about({ apiVersion, kind, metadata: { namespace = '', name } }: KubeObject, { code, message, details, cause }: AppError): AppError {
  const object = { apiVersion, kind, namespace, name }
  const more = { ...details, details: { ...asRecord(details?.['details']), object } }
  return new AppError(code, message, { details: more, ...(cause === undefined ? {} : { cause }) })
}

/** At most so many as there are; a list counts as one. */
function documentCount(yaml: string): number {
  return Math.min(mostObjects, (yaml.match(/^---/gm) ?? []).length + 1)
}
