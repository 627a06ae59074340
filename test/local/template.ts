import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod/mini'

const Properties = z.record(z.string(), z.unknown())
const Template = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z._default(Properties, {}), Metadata: z._default(Properties, {}) }),
  ),
  Outputs: z._default(z.record(z.string(), z.object({ Value: z.unknown() })), {}),
})
const Manifest = z.object({
  artifacts: z.record(
    z.string(),
    z.object({ type: z.string(), properties: z.optional(z.object({ templateFile: z.optional(z.string()) })) }),
  ),
})

/** What a resource is once it runs: what `Ref` gives, and its attributes. */
type Running = { ref: string; attributes?: Record<string, string> }

/** A resource as the template has it. Its properties may hold references until they are resolved. */
type Resource = { id: string; name: string; type: string; properties: unknown; assetPath: string | undefined }

export type Template = ReturnType<typeof loadTemplate>

/** The one stack in a folder that the CDK app has written, with the references in it resolved as things start to run. */
export function loadTemplate(folder: string, { region, accountId }: { region: string; accountId: string }) {
  const { stackName, template } = readStack(folder)
  const running = new Map<string, Running>()
  const addresses: { inAws: string; here: string }[] = []
  const pseudo: Record<string, string> = {
    'AWS::Region': region,
    'AWS::AccountId': accountId,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stackName,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${accountId}:stack/${stackName}/local`,
  }

  function ref(id: string): string {
    return pseudo[id] ?? running.get(id)?.ref ?? `local-${id}`
  }

  function attribute(id: string, name: string): string {
    return running.get(id)?.attributes?.[name] ?? arnOf(id)
  }

  /** A name that stands for what nobody runs here, such as a role or a key. */
  function arnOf(id: string): string {
    return `arn:aws:local:${region}:${accountId}:${id}`
  }

  function resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(resolve).filter((item) => item !== undefined)
    if (typeof value !== 'object' || value === null) return value
    const [entry, ...others] = Object.entries(value)
    if (entry && others.length === 0) {
      const [name, argument] = entry
      if (name === 'Ref' || name.startsWith('Fn::')) return here(apply(name, argument))
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item)]))
  }

  function apply(name: string, argument: unknown): unknown {
    if (name === 'Ref') return argument === 'AWS::NoValue' ? undefined : ref(z.parse(z.string(), argument))
    if (name === 'Fn::GetAtt') {
      const [id, attributeName] = z.parse(z.tuple([z.string(), z.string()]), argument)
      return attribute(id, attributeName)
    }
    if (name === 'Fn::Join') {
      const [separator, parts] = z.parse(z.tuple([z.string(), z.array(z.string())]), resolve(argument))
      return parts.join(separator)
    }
    if (name === 'Fn::Select') {
      const [index, list] = z.parse(z.tuple([z.coerce.number(), z.array(z.unknown())]), resolve(argument))
      return list[index]
    }
    if (name === 'Fn::Split') {
      const [separator, text] = z.parse(z.tuple([z.string(), z.string()]), resolve(argument))
      return text.split(separator)
    }
    if (name === 'Fn::Sub') {
      const [text, values] = z.parse(
        z.union([
          z.tuple([z.string(), z.record(z.string(), z.string())]),
          z.pipe(
            z.string(),
            z.transform((sub) => [sub, {}] as const),
          ),
        ]),
        resolve(argument),
      )
      const known: Record<string, string> = values
      return text.replace(/\$\{([^!}][^}]*)\}/g, (_, key: string) => {
        const [id = '', attributeName] = key.split('.')
        return known[key] ?? (attributeName ? attribute(id, attributeName) : ref(id))
      })
    }
    throw new Error(`${name} is not modelled by the local stack (test/local/template.ts)`)
  }

  /** An address that AWS would have made up of ids becomes the address of what answers here. */
  function here(value: unknown): unknown {
    if (typeof value !== 'string') return value
    const found = addresses.find(({ inAws }) => value.startsWith(inAws))
    return found ? found.here + value.slice(found.inAws.length) : value
  }

  const resources: Resource[] = Object.entries(template.Resources).map(([id, { Type, Properties, Metadata }]) => {
    const asset = Metadata['aws:asset:path']
    const assetPath = typeof asset === 'string' ? join(folder, asset) : undefined
    return { id, name: nameOf(id), type: Type, properties: Properties, assetPath }
  })

  return {
    stackName,
    resolve,
    arnOf,
    /** The resources of these types, in the template's order. */
    resources: (...types: string[]) => resources.filter(({ type }) => types.includes(type)),
    /** From now on references to this resource give what runs here. */
    define: (id: string, { ref, attributes = {} }: Running) => running.set(id, { ref, attributes }),
    /** From now on addresses that begin like this in AWS lead here. */
    redirect: (inAws: string, to: string) => addresses.push({ inAws, here: to }),
    /** A name for CloudFormation's own choosing. */
    physicalName: (id: string) => `${stackName}-${id}`,
    outputs: () =>
      Object.fromEntries(
        Object.entries(template.Outputs).map(([name, { Value }]) => [name, z.parse(z.string(), resolve(Value))]),
      ),
  }
}

/** What people call a function: the last word that tells, so `PushFunction1A2B3C4D` is `push` and `ChangesIngest1A2B3C4D` is `ingest`. */
function nameOf(id: string): string {
  const words = id.replace(/[0-9A-F]{8}$/, '').match(/[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+/g) ?? []
  const telling = words.map((word) => word.toLowerCase()).filter((word) => word !== 'function' && word !== 'handler')
  return telling.at(-1) ?? id
}

function readStack(folder: string) {
  const manifestFile = join(folder, 'manifest.json')
  if (!existsSync(manifestFile)) throw new Error(`${folder} holds no synthesized CDK app (manifest.json is missing)`)
  const { artifacts } = z.parse(Manifest, JSON.parse(readFileSync(manifestFile, 'utf8')))
  const stacks = Object.entries(artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack')
  const [stack, ...others] = stacks
  if (!stack || others.length > 0) throw new Error(`the local stack runs one stack, ${folder} holds ${stacks.length}`)
  const [stackName, { properties }] = stack
  const file = join(folder, properties?.templateFile ?? `${stackName}.template.json`)
  return { stackName, template: z.parse(Template, JSON.parse(readFileSync(file, 'utf8'))) }
}
