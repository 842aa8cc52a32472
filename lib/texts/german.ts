import type { Catalogue } from '#domain/text.ts'
import { access } from './german/access.ts'
import { editor } from './german/editor.ts'
import { errors } from './german/errors.ts'
import { explorer } from './german/explorer.ts'
import { form } from './german/form.ts'
import { healthWord } from './german/health-word.ts'
import { home } from './german/home.ts'
import { pages } from './german/pages.ts'
import { palette } from './german/palette.ts'
import { resourceList } from './german/resource-list.ts'
import { resourceObject } from './german/resource-object.ts'
import { said } from './german/said.ts'
import { shell } from './german/shell.ts'
import { signIn } from './german/sign-in.ts'
import { state } from './german/state.ts'
import { ui } from './german/ui.ts'
import { workload } from './german/workload.ts'

/** All of it in German, by the folder of components that says it. */
export const german: Catalogue = {
  ...access,
  ...editor,
  ...errors,
  ...explorer,
  ...form,
  ...healthWord,
  ...home,
  ...palette,
  ...resourceList,
  ...resourceObject,
  ...said,
  ...shell,
  ...signIn,
  ...state,
  ...ui,
  ...workload,
  ...pages,
}
