import 'server-only'
import type { ViewShown } from '#components/shell/view-banner.tsx'
import { groupsText } from '#domain/groups-text.ts'
import type { Text } from '#domain/text.ts'
import type { Session } from '#server/services.ts'

/** What the banner over a page says of a session that acts as somebody else, or did; null where it does not. */
export function shownView({ identity, viewer, endedView }: Session, t: Text): ViewShown | null {
  if (viewer) return { user: identity.name, groups: groupsText(identity.groups, t), viewer: viewer.name }
  return endedView && { ended: endedView.user, reason: t.said(endedView.reason) }
}
