import type { ModelField, ModelObject, ModelType } from './kind-model.ts'

/** meta/v1 ObjectMeta: the one type of every kind's `metadata`, whatever a document says of it. */
export const objectMetaComponent = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'
export const objectMetaName = 'ObjectMeta'

const text: ModelType = { is: 'scalar', scalar: 'String' }
const flag: ModelType = { is: 'scalar', scalar: 'Boolean' }
const long: ModelType = { is: 'scalar', scalar: 'Long' }
const time: ModelType = { is: 'scalar', scalar: 'DateTime' }
const json: ModelType = { is: 'scalar', scalar: 'JSON' }

const ownerReference: ModelObject = {
  name: 'OwnerReference',
  description: 'Names an object that this one goes with (meta/v1 OwnerReference).',
  open: false,
  fields: [
    required('apiVersion', text, ''),
    required('kind', text, ''),
    required('name', text, ''),
    required('uid', text, ''),
    field('controller', flag, 'Whether it is the one controller of this object.'),
    field('blockOwnerDeletion', flag, 'Whether the owner stays, when deleted in the foreground, until this is gone.'),
  ],
}

const managedFieldsEntry: ModelObject = {
  name: 'ManagedFieldsEntry',
  description: 'Which fields a manager has set (meta/v1 ManagedFieldsEntry).',
  open: false,
  fields: [
    field('manager', text, ''),
    field('operation', text, 'Apply or Update.'),
    field('apiVersion', text, ''),
    field('time', time, ''),
    field('fieldsType', text, ''),
    field('fieldsV1', json, 'The fields, as sigs.k8s.io/structured-merge-diff writes them.'),
    field('subresource', text, ''),
  ],
}

const objectMeta: ModelObject = {
  name: objectMetaName,
  description: "meta/v1 ObjectMeta: what every object has, the cluster's own notes included.",
  open: false,
  fields: [
    field('name', text, ''),
    field('generateName', text, 'What the cluster makes a name from where none is given.'),
    field('namespace', text, 'Null for what is of the whole cluster.'),
    field('uid', text, ''),
    field('resourceVersion', text, 'Changes with each change. Opaque.'),
    field('generation', long, 'Counts changes of what is desired.'),
    field('creationTimestamp', time, ''),
    field('deletionTimestamp', time, 'There while it is being deleted.'),
    field('deletionGracePeriodSeconds', long, 'Seconds.'),
    field('labels', json, 'Map of strings.'),
    field('annotations', json, 'Map of strings.'),
    field('finalizers', { is: 'list', of: text }, 'Who has to agree before it is gone.'),
    field('ownerReferences', { is: 'list', of: { is: 'object', name: ownerReference.name } }, ''),
    field('managedFields', { is: 'list', of: { is: 'object', name: managedFieldsEntry.name } }, ''),
    field('selfLink', text, 'Of old objects.'),
  ],
}

/** By name; among the objects of every kind. */
export const objectMetaObjects: ReadonlyMap<string, ModelObject> = new Map([objectMeta, ownerReference, managedFieldsEntry].map(each => [each.name, each]))

function field(name: string, type: ModelType, description: string): ModelField {
  return { name, original: name, type, required: false, description, deprecated: null }
}

function required(name: string, type: ModelType, description: string): ModelField {
  return { ...field(name, type, description), required: true }
}
