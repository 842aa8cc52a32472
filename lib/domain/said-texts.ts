import { english } from './text.ts'

/**
 * Sentences that the server makes around what the cluster says: verdicts of health, refusals. The API speaks English, to scripts too; pages
 * know the sentence again by its form and say it in the reader's language. What stands in it stays as it is; what ends in `Word` is one. More
 * telling forms go first.
 */
export const saidTexts = [
  english('{user} may not {verb} {what} in namespace {namespace}'),
  english('{user} may not {verb} {what} cluster-wide'),
  english('{what} is new in this cluster, and Latchkey is just taking it up. kubectl can do it now.'),
  english(
    'Latchkey itself may not {what} for anybody in this cluster, whatever your rights are. kubectl can do it; `latchkey status` tells what `latchkey install` would add.',
  ),
  english(
    'Latchkey itself may not {what} for anybody in this cluster, whatever your rights are. kubectl can do it, and Latchkey where it was installed with `--secrets`.',
  ),
  english('Latchkey may not act as you in this cluster. An admin checks its installation with `latchkey status`, and mends it with `latchkey install`.'),
  english('Latchkey was not given the right to {what} for anybody yet. An admin adds it with `latchkey install`; kubectl can do it now.'),
  english('Latchkey was installed read-only in this cluster, so it does not {what} for anybody; kubectl can do it.'),
  english(
    'Latchkey was installed without Secrets in this cluster, so it does not {what} for anybody. `latchkey install --secrets` lets it; kubectl can do it now.',
  ),
  english('Latchkey does not {what} for anybody, so that it cannot be misused for that; kubectl can do it.'),
  english('Could not ask the cluster: {why}'),
  english('{typeWord} is True: {why}'),
  english('{typeWord} is False: {why}'),
  english('{typeWord} is Unknown: {why}'),
  english('{typeWord} is True.'),
  english('{typeWord} is False.'),
  english('{typeWord} is Unknown.'),
  english('{typeWord} is False'),
  english('{typeWord} unknown'),
  english('{are} of {wanted} replicas are {state}.'),
  english('{are} replicas are there where {wanted} are wanted.'),
  english('{are} of {wanted} nodes have {what}.'),
  english('{succeeded} of {wanted} pods have succeeded, {active} run, {failed} have failed.'),
  english('Ends again and again: {containers}.'),
  english('Waits: {containers}.'),
  english('Waits for {finalizers}.'),
  english('It has failed: {why}'),
  english('It reports the phase {phase}.'),
  english('The controller has seen generation {observed} of {generation}.'),
] as const
