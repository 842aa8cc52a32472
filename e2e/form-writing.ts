import { expect, type Locator } from '@playwright/test'

/** Writes a value into the field at that path of a form, as one does by hand: fields, items and keys that are not there are added one by one. */
export async function writeField(form: Locator, at: readonly string[], value: unknown): Promise<void> {
  const control = await addedField(form, at)
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) await writeField(form, [...at, String(index)], item)
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, each] of Object.entries(value)) await writeField(form, [...at, name], each)
  } else if ((await control.evaluate(element => element.tagName)) === 'SELECT') await control.selectOption(String(value))
  else await control.fill(String(value))
}

/** What is in the field at the path itself: a field of another one has the same name now and then. */
function inside(form: Locator, at: readonly string[]) {
  const ofDepth = (depth: number) => form.locator(`xpath=.//*[count(ancestor::fieldset)=${depth}]`)
  const group = at.reduce((outer, name, depth) => outer.getByRole('group', { name, exact: true }).and(ofDepth(depth)), form)
  return (role: 'group' | 'textbox' | 'combobox' | 'button', name: string | RegExp) => group.getByRole(role, { name, exact: true }).and(ofDepth(at.length))
}

async function addedField(form: Locator, at: readonly string[]): Promise<Locator> {
  const [name = '', ...parents] = at.toReversed()
  const own = inside(form, parents.toReversed())
  const field = own('group', name).or(own('textbox', name)).or(own('combobox', name))
  const way = own('button', /^Add (?:field|item|key)$/)
  await expect(field.or(way).first()).toBeVisible()
  if ((await field.count()) > 0) return field
  switch (await way.textContent()) {
    case 'Add item':
      await way.click()
      break
    case 'Add key':
      await own('textbox', `New key of ${parents[0]}`).fill(name)
      await way.click()
      break
    default: {
      const choice = own('combobox', new RegExp(`^One of .*\\b${name}\\b`))
      if ((await choice.count()) > 0) await choice.selectOption({ label: name })
      else await addByName(way, name)
    }
  }
  await expect(field).toBeVisible()
  return field
}

async function addByName(way: Locator, name: string): Promise<void> {
  await way.click()
  await way.page().getByRole('textbox', { name: 'Find a field' }).fill(name)
  await way.page().keyboard.press('Enter')
}
