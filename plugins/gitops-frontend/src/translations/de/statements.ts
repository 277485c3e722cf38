import type { statementMessages } from '../en/statements';
import type { Translated } from '../messages';

/** German wording of the statements. */
export const germanStatements: Translated<typeof statementMessages> = {
  ready: 'Alles ist, wie es sein soll.',
  appliesRevision: 'Führt {{revision}} aus.',
  storesRevision: 'Hält {{revision}} bereit.',
  choosesImage: 'Wählt {{image}}.',
  foundTags: 'Hat bei der letzten Suche {{count}} Tags gefunden.',
  pushedCommit: {
    toBranch: 'Hat zuletzt {{commit}} nach {{branch}} gepusht.',
    somewhere: 'Hat zuletzt {{commit}} gepusht.',
  },
  nothingPushed: 'Die Dateien sind aktuell; bisher wurde nichts gepusht.',
  takesCalls: 'Nimmt Aufrufe des Typs {{type}} an.',
  sendsEvents: 'Sendet Ereignisse an {{provider}}.',
  suspended: 'Ausgesetzt: Bis zur Fortsetzung ändert sich nichts.',
  deleting: 'Wird gerade gelöscht.',
  waitingForController: 'Neu; noch kein Controller hat es gelesen.',
  noController:
    'Kein Controller hat es gelesen. Laufen Controller für diesen Cluster?',
  specChanged: 'Die Spec hat sich geändert; der nächste Lauf wendet sie an.',
  progressing: 'Ein Lauf ist im Gang',
  retrying: 'Der letzte Lauf ist gescheitert und wird wiederholt',

  dependencyNotReady: {
    named: 'Wartet auf {{dependency}}, das nicht bereit ist.',
    unnamed: 'Wartet auf eine Abhängigkeit, die nicht bereit ist.',
  },
  dependencyNotFound: 'Wartet auf {{dependency}}, das es nicht gibt.',
  dependencyRevisionPending:
    'Wartet darauf, dass {{dependency}} dieselbe Revision erreicht.',
  sourceNotStored: 'Wartet darauf, dass die Quelle eine erste Revision ablegt.',
  tagsNotScanned: 'Wartet auf die Tags des Images.',
  healthCheckCanceled:
    'Eine neuere Revision kam, bevor der Zustand dieser bekannt war.',

  sourceNotFound: {
    named: 'Die Quelle {{kind}} {{name}} gibt es nicht.',
    unnamed: 'Das als Quelle genannte Objekt gibt es nicht.',
  },
  artifactFailed: 'Das Artefakt der Quelle ist nicht lesbar',
  pathNotFound: 'Der Ordner aus der Spec fehlt in der Quelle.',
  buildFailed: {
    unplaced: 'Die Manifeste lassen sich nicht bauen',
    inFile: 'Die Manifeste lassen sich nicht bauen: {{file}}',
    atLine: 'Die Manifeste lassen sich nicht bauen: {{file}}, Zeile {{line}}',
  },
  applyRefused: 'Der Cluster lehnt {{object}} ab',
  applyFailed: 'Die Manifeste lassen sich nicht anwenden',
  unhealthy: {
    one: 'Angewendet, aber {{object}} ist {{health}}.',
    several:
      'Angewendet, aber {{total}} Objekte sind nicht gesund: {{objects}}.',
  },
  healthCheckFailed: 'Angewendet, aber nicht gesund',
  pruneFailed: 'Objekte, die nicht mehr in der Quelle sind, bleiben bestehen',
  accessDenied: 'Der Zugriff ist verweigert',
  expressionInvalid: 'Ein CEL-Ausdruck der Spec ist falsch',
  featureDisabled: 'Die Spec nutzt eine abgeschaltete Funktion',
  fetchFailed: 'Der Ursprung ist nicht lesbar',
  authenticationFailed: 'Der Ursprung lehnt die Zugangsdaten ab',
  urlInvalid: 'Die URL ist falsch',
  settingsInvalid: 'Die Spec widerspricht sich',
  storageFailed: 'Das Artefakt lässt sich nicht ablegen',
  verificationFailed: 'Die Signatur ist nicht prüfbar',
  signatureInvalid: 'Die Signatur ist falsch',
  noTagChosen: 'Keiner der Tags kommt in Frage',
  updateFailed: 'Die Dateien lassen sich nicht ändern',
  pushFailed: 'Das Git-Repository ist nicht lesbar oder beschreibbar',
  tokenNotFound: 'Das Token ist nicht lesbar',
  controllerMessage: '{{reason}}',

  conditionReady: 'Der letzte Lauf war erfolgreich.',
  conditionHealthy: 'Alles Angewendete ist gesund.',
  conditionStored: 'Der Inhalt der Revision ist abgelegt.',
  conditionVerified: 'Die Signatur ist gültig.',

  notAgreed:
    'Es nennt diese Entität nicht, darum steht hier nur sein Name. Wem es gehört, kann hinzufügen: {{annotation}}: {{value}}',
  sharedIdOnly:
    'Es wurde über eine Kennung gefunden, die jede Entität beanspruchen kann; darum fehlen die Aktionen. Wem es gehört, kann hinzufügen: {{annotation}}: {{value}}',
  claimedByObject:
    'Es nennt diese Entität, aber die Entität nennt es nicht. Wem sie gehört, kann hinzufügen: {{annotation}}: {{value}}',
  objectNotFound: {
    onCluster: 'Auf {{cluster}} gibt es kein solches Objekt.',
    anywhere: 'Auf keinem Cluster gibt es ein solches Objekt.',
  },
  objectNotReadYet: 'Noch nicht gefunden; ohne Antwort bisher: {{clusters}}.',
  clusterNotFound: 'Das Portal kennt keinen Cluster {{cluster}}.',
  annotationInvalid:
    'Nicht von der Form [<cluster>/]<namespace>/<name>, die {{annotation}} verlangt.',

  clusterStale: 'Der Cluster antwortet nicht; die Anzeige ist veraltet.',
  clusterNotAnswering: 'Der Cluster hat noch nicht geantwortet',
  clusterUnauthorized: 'Der Cluster lehnt die Zugangsdaten des Portals ab',
  clusterNotUsable: {
    needsUser:
      'Der Cluster braucht das Token einer angemeldeten Person; das Portal kann ihn nicht beobachten',
    other:
      'Die Konfiguration des Clusters ist für das Portal nicht nutzbar ({{reason}})',
  },
  kindNotInstalled: '{{kind}} ({{group}}) ist nicht installiert.',
  kindForbidden: 'Das Konto des Portals darf {{kind}} nicht lesen',
  kindNotReadable: '{{kind}} ist nicht lesbar',
  kindNotShown: 'Das Portal zeigt {{kind}} nicht an.',

  targetNotWatched: {
    known:
      'Ziel ist {{server}}, das das Portal nicht beobachtet: Der Zustand der Objekte ist unbekannt.',
    unknown:
      'Ziel ist ein Cluster, den das Portal nicht beobachtet: Der Zustand der Objekte ist unbekannt.',
  },
  targetUnknown:
    'Ziel ist ein anderer, dem Portal unbekannter Cluster: Der Zustand der Objekte ist unbekannt.',
  podsReady: '{{ready}}/{{wanted}} bereit',
  runsImages: '{{images}}',
  valuesHidden: 'Werte verborgen',

  permissionMissing: {
    owned:
      'Es fehlt die Berechtigung {{permission}} für {{entityRef}}; die Entität gehört {{owners}}.',
    unowned:
      'Es fehlt die Berechtigung {{permission}} für {{entityRef}}; die Entität gehört niemandem.',
  },
  entityNotFound:
    'Die Entität {{entityRef}} gibt es nicht, oder sie ist nicht sichtbar.',
  objectNotOfEntity: '{{object}} gehört nicht zu {{entityRef}}.',
  actionNotOffered: '{{kind}} bietet die Aktion {{action}} nicht an.',
  resumeFirst: '{{object}} ist ausgesetzt und muss zuerst fortgesetzt werden.',
  tooManyStreams:
    'Schon {{limit}} Live-Ansichten sind offen, mehr sind nicht erlaubt. Nach dem Schließen einer anderen erscheint diese.',
};
