/** The items of a list. An empty PartialObjectMetadataList has `items: null`. */
export function listItems<T>(list: { items?: T[] | null }): T[] {
  return list.items ?? []
}
