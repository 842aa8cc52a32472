import type { Catalogue } from '#domain/text.ts'

export const pages: Catalogue = {
  'There is no such page': 'Diese Seite gibt es nicht',
  Home: 'Start',
  'Nothing is served at this address. It may have been mistyped, or come from another version of Latchkey.':
    'Unter dieser Adresse liegt nichts. Vielleicht ist sie vertippt, oder sie stammt von einer anderen Version von Latchkey.',
  'Sign in': 'Anmelden',
  Cluster: 'Cluster',
  'You have signed out': 'Sie sind abgemeldet',
  'This browser holds no session any more.': 'Dieser Browser hält keine Sitzung mehr.',
  'You are not signed in': 'Sie sind nicht angemeldet',
  'Latchkey asks for no password: it takes the identity that your kubeconfig gives you.':
    'Latchkey fragt nach keinem Passwort: Es nimmt die Identität, die Ihr Kubeconfig Ihnen gibt.',
  'version unknown': 'Version unbekannt',
  'the kinds this cluster serves': 'die Arten dieses Clusters',
  'Custom resources': 'Custom Resources',
  '{kinds} kinds in {groups} API groups. Counts and rights are yours.': '{kinds} Arten in {groups} API-Gruppen. Anzahl und Rechte gelten für Sie.',
  '{kinds} kinds in {groups} API groups. Counts and rights are yours, in {namespaces} and cluster-wide.':
    '{kinds} Arten in {groups} API-Gruppen. Anzahl und Rechte gelten für Sie, in {namespaces} und clusterweit.',
  'This cluster serves no custom resources yet.': 'Dieser Cluster bietet noch keine Custom Resources an.',
  'Installing an operator brings its kinds (CustomResourceDefinitions), and they appear here.':
    'Ein Operator bringt bei der Installation seine Arten (CustomResourceDefinitions) mit, und sie erscheinen hier.',
  'The cluster did not answer.': 'Der Cluster hat nicht geantwortet.',
  'What is open to you could not be asked': 'Was Ihnen offensteht, konnte nicht gefragt werden',
  'not known': 'nicht bekannt',
  '{count} of your namespaces is in no count and in none of these: there are too many for all at once. Those that you name come first.':
    '{count} Ihrer Namespaces zählt hier nirgends mit: Es sind zu viele für alle auf einmal. Die Sie nennen, kommen zuerst.',
  '{count} of your namespaces are in no count and in none of these: there are too many for all at once. Those that you name come first.':
    '{count} Ihrer Namespaces zählen hier nirgends mit: Es sind zu viele für alle auf einmal. Die Sie nennen, kommen zuerst.',
  '{count} of your namespaces is not shown: there are too many. Those that you name come first.':
    '{count} Ihrer Namespaces steht nicht hier: Es sind zu viele. Die Sie nennen, kommen zuerst.',
  '{count} of your namespaces are not shown: there are too many. Those that you name come first.':
    '{count} Ihrer Namespaces stehen nicht hier: Es sind zu viele. Die Sie nennen, kommen zuerst.',
  '{count} of your namespaces was not looked through: there are too many. Those that you name come first.':
    '{count} Ihrer Namespaces ist nicht durchsucht: Es sind zu viele. Die Sie nennen, kommen zuerst.',
  '{count} of your namespaces were not looked through: there are too many. Those that you name come first.':
    '{count} Ihrer Namespaces sind nicht durchsucht: Es sind zu viele. Die Sie nennen, kommen zuerst.',
  'No kind is open to you cluster-wide.': 'Clusterweit steht Ihnen keine Art offen.',
  'No kind is open to you, cluster-wide or in the namespaces named.': 'Ihnen steht keine Art offen, weder clusterweit noch in den genannten Namespaces.',
  'If your rights are in certain namespaces, name one of them. If you have none yet, someone who manages access has to bind a Role to you.':
    'Wenn Sie Rechte in bestimmten Namespaces haben, nennen Sie einen davon. Haben Sie noch keine, muss Ihnen jemand, der die Rechte verwaltet, eine Role zuweisen.',
  'What {user} may do here, as the cluster says now. Latchkey has no rights of its own over your objects: every request runs as you.':
    'Was {user} hier darf, wie es der Cluster jetzt sagt. Latchkey hat selbst keine Rechte an Ihren Objekten: Jede Anfrage läuft in Ihrem Namen.',
  'May I…': 'Darf ich …',
  'View as somebody else': 'Ansicht als jemand anderes',
  'The whole dashboard as they would see it, for who may impersonate them, as {command}. Other tabs of this browser follow when they are reloaded.':
    'Das ganze Dashboard, wie die andere Person es sähe, für alle, die deren Identität annehmen dürfen, wie mit {command}. Andere Tabs dieses Browsers folgen, wenn sie neu geladen werden.',
  'The cluster could not be asked': 'Der Cluster konnte nicht gefragt werden',
  'Words in the field above find objects of every kind that you may list, but events and Secrets: by name, namespace, label, annotation or printed cell. After a kind they find those of that kind alone: vs reviews, secret/tls.':
    'Wörter im Feld oben finden Objekte jeder Art, die Sie auflisten dürfen, außer Events und Secrets: nach Name, Namespace, Label, Annotation oder angezeigter Zelle. Hinter einer Art finden sie nur die dieser Art: vs reviews, secret/tls.',
  'Searching every kind for “{text}”…': 'Sucht in jeder Art nach „{text}“ …',
  '“{text}” could not be searched for': 'Nach „{text}“ konnte nicht gesucht werden',
  'In these namespaces something is open to you:': 'In diesen Namespaces steht Ihnen etwas offen:',
  'No namespace is known in which something is open to you. If there is one, name it:':
    'Es ist kein Namespace bekannt, in dem Ihnen etwas offensteht. Wenn es einen gibt, nennen Sie ihn:',
  'That is the answer for the whole cluster. If you may list them in another namespace, name it:':
    'Das ist die Antwort für den ganzen Cluster. Wenn Sie sie in einem anderen Namespace auflisten dürfen, nennen Sie ihn:',
  'That is the answer for the whole cluster and for {namespaces}. If you may list them in another namespace, name it:':
    'Das ist die Antwort für den ganzen Cluster und für {namespaces}. Wenn Sie sie in einem anderen Namespace auflisten dürfen, nennen Sie ihn:',
  'Create {resource}': '{resource} anlegen',
  Owns: 'Besitzt',
  'Refers to': 'Verweist auf',
  'Referred to by': 'Verweise hierher',
  'Reading events…': 'Liest Ereignisse …',
  'Edit {name}': '{name} bearbeiten',
  'You may still {view}.': 'Sie dürfen es aber {view}.',
  'view it': 'ansehen',
  'The cluster lets nobody create {resource}.': 'Der Cluster lässt niemanden {resource} anlegen.',
  'You have no namespace to create it in.': 'Sie haben keinen Namespace, um es darin anzulegen.',
  'The cluster did not say whether you may list them.': 'Der Cluster hat nicht gesagt, ob Sie sie auflisten dürfen.',
  'The cluster did not say.': 'Der Cluster hat es nicht gesagt.',
  'The cluster does not serve {verb} of this resource.': 'Der Cluster bietet {verb} für diese Ressource nicht an.',
  'Owners and what is owned cannot be shown': 'Besitzer und Besitz können nicht angezeigt werden',
  'Owned by': 'Besitzer',
  'Nothing owns it.': 'Es hat keinen Besitzer.',
  'Nothing you may view.': 'Nichts, was Sie ansehen dürfen.',
  'Searched {count} kind by owner reference.': '{count} Art nach Besitzerverweisen durchsucht.',
  'Searched {count} kinds by owner reference.': '{count} Arten nach Besitzerverweisen durchsucht.',
  'Searched {count} kind by owner reference; there may be more.': '{count} Art nach Besitzerverweisen durchsucht; es gibt vielleicht noch mehr.',
  'Searched {count} kinds by owner reference; there may be more.': '{count} Arten nach Besitzerverweisen durchsucht; es gibt vielleicht noch mehr.',
  'What it refers to cannot be shown': 'Worauf es verweist, kann nicht angezeigt werden',
  'It names no other object.': 'Es nennt kein anderes Objekt.',
  'It names more than is shown.': 'Es nennt mehr, als hier steht.',
  Missing: 'Fehlt',
  'What refers to it cannot be shown': 'Was hierher verweist, kann nicht angezeigt werden',
  'Nothing you may view names it.': 'Nichts, was Sie ansehen dürfen, nennt es.',
  'Searched {count} kind.': '{count} Art durchsucht.',
  'Searched {count} kinds.': '{count} Arten durchsucht.',
  'Searched {count} kind; {closed} that may point here were not open to you.':
    '{count} Art durchsucht; {closed}, die hierher verweisen könnten, standen Ihnen nicht offen.',
  'Searched {count} kinds; {closed} that may point here were not open to you.':
    '{count} Arten durchsucht; {closed}, die hierher verweisen könnten, standen Ihnen nicht offen.',
}
