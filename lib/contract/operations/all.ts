import type { Operation } from '../operations.ts'
import { mergePatchOperation, restartOperation, scaleOperation } from './act.ts'
import { cliOperations } from './cli.ts'
import { attentionOperation, recentChangesOperation, warningsOperation } from './home.ts'
import { countsOperation, searchOperation } from './kinds.ts'
import { listKeysOperation, listOperation, watchOperation } from './list.ts'
import {
  eventsOperation,
  familyOperation,
  objectNowOperation,
  objectOperation,
  objectWatchOperation,
  referencedByOperation,
  referencesOperation,
} from './object.ts'

/** All that the pages and the commands of the CLI ask; the server knows these by id. */
export const allOperations: readonly Operation[] = [
  listOperation,
  listKeysOperation,
  watchOperation,
  objectOperation,
  objectNowOperation,
  objectWatchOperation,
  familyOperation,
  referencesOperation,
  referencedByOperation,
  eventsOperation,
  countsOperation,
  searchOperation,
  attentionOperation,
  warningsOperation,
  recentChangesOperation,
  scaleOperation,
  restartOperation,
  mergePatchOperation,
  ...cliOperations,
]
