import type { GraphQLFieldConfigMap } from 'graphql'
import type { StoredObject } from '../cache/scoped-store.ts'
import type { GraphQLContext } from '../graphql/context.ts'
import { capabilitiesField } from './capabilities-field.ts'
import { changesField } from './changes-field.ts'
import { columnTimesField } from './column-times-field.ts'
import { columnsField } from './columns-field.ts'
import { conditionsField } from './conditions-field.ts'
import { eventsField } from './events-field.ts'
import { healthField } from './health-field.ts'
import { linksField } from './links-field.ts'
import { ownedField } from './owned-field.ts'
import { ownersField } from './owners-field.ts'
import { referencedByField } from './referenced-by-field.ts'
import { referencesCompleteField, referencesField } from './references-field.ts'

/** What every object has beside its own fields; made when asked for, as the user, kept for the one operation. */
export const objectFields: GraphQLFieldConfigMap<StoredObject, GraphQLContext> = {
  _health: healthField,
  _conditions: conditionsField,
  _events: eventsField,
  _owners: ownersField,
  _owned: ownedField,
  _references: referencesField,
  _referencesComplete: referencesCompleteField,
  _referencedBy: referencedByField,
  _columns: columnsField,
  _columnTimes: columnTimesField,
  _capabilities: capabilitiesField,
  _links: linksField,
  _changes: changesField,
}
