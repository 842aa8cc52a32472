import type { Catalogue } from '#domain/text.ts'

export const said: Catalogue = {
  '{user} may not {verb} {what} in namespace {namespace}': '{user} hat im Namespace {namespace} kein Recht „{verb}“ auf {what}',
  '{user} may not {verb} {what} cluster-wide': '{user} hat clusterweit kein Recht „{verb}“ auf {what}',
  '{what} is new in this cluster, and Latchkey is just taking it up. kubectl can do it now.':
    '{what} ist neu in diesem Cluster, und Latchkey nimmt es gerade auf. kubectl kann es schon jetzt.',
  'Latchkey itself may not {what} for anybody in this cluster, whatever your rights are. kubectl can do it; `latchkey status` tells what `latchkey install` would add.':
    'Latchkey selbst darf das in diesem Cluster für niemanden ({what}), welche Rechte Sie auch haben. kubectl kann es; `latchkey status` sagt, was `latchkey install` ergänzen würde.',
  'Latchkey itself may not {what} for anybody in this cluster, whatever your rights are. kubectl can do it, and Latchkey where it was installed with `--secrets`.':
    'Latchkey selbst darf das in diesem Cluster für niemanden ({what}), welche Rechte Sie auch haben. kubectl kann es, und Latchkey dort, wo es mit `--secrets` installiert wurde.',
  'Latchkey may not act as you in this cluster. An admin checks its installation with `latchkey status`, and mends it with `latchkey install`.':
    'Latchkey darf in diesem Cluster nicht als Sie handeln. Wer den Cluster verwaltet, prüft die Installation mit `latchkey status` und behebt es mit `latchkey install`.',
  'Latchkey was not given the right to {what} for anybody yet. An admin adds it with `latchkey install`; kubectl can do it now.':
    'Latchkey hat dieses Recht noch für niemanden ({what}). Wer den Cluster verwaltet, ergänzt es mit `latchkey install`; kubectl kann es schon jetzt.',
  'Latchkey was installed read-only in this cluster, so it does not {what} for anybody; kubectl can do it.':
    'Latchkey wurde in diesem Cluster nur zum Lesen installiert und tut das für niemanden ({what}); kubectl kann es.',
  'Latchkey was installed without Secrets in this cluster, so it does not {what} for anybody. `latchkey install --secrets` lets it; kubectl can do it now.':
    'Latchkey wurde in diesem Cluster ohne Secrets installiert und tut das für niemanden ({what}). `latchkey install --secrets` erlaubt es; kubectl kann es schon jetzt.',
  'Latchkey does not {what} for anybody, so that it cannot be misused for that; kubectl can do it.':
    'Latchkey tut das für niemanden ({what}), damit es dafür nicht missbraucht werden kann; kubectl kann es.',
  'Could not ask the cluster: {why}': 'Der Cluster konnte nicht gefragt werden: {why}',
  '{typeWord} is True: {why}': '{typeWord} ist True: {why}',
  '{typeWord} is False: {why}': '{typeWord} ist False: {why}',
  '{typeWord} is Unknown: {why}': '{typeWord} ist Unknown: {why}',
  '{typeWord} is True.': '{typeWord} ist True.',
  '{typeWord} is False.': '{typeWord} ist False.',
  '{typeWord} is Unknown.': '{typeWord} ist Unknown.',
  '{typeWord} is False': '{typeWord} ist False',
  '{typeWord} unknown': '{typeWord} unbekannt',
  '{are} of {wanted} replicas are {state}.': '{are} von {wanted} Replicas sind so weit ({state}).',
  '{are} replicas are there where {wanted} are wanted.': '{are} Replicas sind da, wo {wanted} verlangt sind.',
  '{are} of {wanted} nodes have {what}.': '{are} von {wanted} Nodes sind so weit ({what}).',
  '{succeeded} of {wanted} pods have succeeded, {active} run, {failed} have failed.':
    '{succeeded} von {wanted} Pods sind fertig, {active} laufen, {failed} sind gescheitert.',
  'Ends again and again: {containers}.': 'Endet immer wieder: {containers}.',
  'Waits: {containers}.': 'Wartet: {containers}.',
  'Waits for {finalizers}.': 'Wartet auf {finalizers}.',
  'It has failed: {why}': 'Es ist gescheitert: {why}',
  'It reports the phase {phase}.': 'Es meldet die Phase {phase}.',
  'The controller has seen generation {observed} of {generation}.': 'Der Controller hat Generation {observed} von {generation} gesehen.',
}
