import { GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLString } from 'graphql'
import { apiPath } from '#domain/api-path.ts'
import { type ExternalLink, externalLinks } from '#domain/external-links.ts'
import { objectPath } from '#domain/page-path.ts'
import type { ObjectField } from './object-field.ts'

const externalLinkType = new GraphQLObjectType<ExternalLink>({
  name: 'ExternalLink',
  description: 'A link out of the dashboard that an annotation of the object names. Whoever may write the object wrote it.',
  fields: {
    title: { type: new GraphQLNonNull(GraphQLString) },
    href: { type: new GraphQLNonNull(GraphQLString), description: 'http or https, without user and password.' },
  },
})

const linksType = new GraphQLObjectType<{ page: string; api: string; external: ExternalLink[] }>({
  name: 'Links',
  description: 'Where else an object is to be had.',
  fields: {
    page: { type: new GraphQLNonNull(GraphQLString), description: 'Path of its page, inside the mount of the dashboard.' },
    api: { type: new GraphQLNonNull(GraphQLString), description: 'Path of it in the kube-apiserver, through the proxy of the dashboard.' },
    external: {
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(externalLinkType))),
      description: 'Of annotations such as `link.argocd.argoproj.io/docs` or `example.com/runbook`.',
    },
  },
})

export const linksField: ObjectField = {
  description: 'Its page, its path in the API of Kubernetes, and links that its annotations name.',
  type: new GraphQLNonNull(linksType),
  extensions: { cost: 1 },
  resolve: source => {
    const { resource, name } = source
    const target = { ...resource, namespace: source.namespace || undefined, name }
    return { page: objectPath(target), api: `/api/k8s${apiPath(target)}`, external: externalLinks(source.read().metadata.annotations) }
  },
}
