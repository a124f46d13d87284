import { openApi } from "./openapi";

type JsonSchema = {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  additionalProperties?: JsonSchema | boolean;
  required?: string[];
  description?: string;
};

/** A parameter, or a field of a body or an answer; nested fields are named by their path, as `total.cost`, of lists as `items[].id`. */
export type ReferenceField = { name: string; type: string; isRequired: boolean; description: string };

export type ReferenceOperation = {
  /** As `get-api-v1-spend`, to link to. */
  id: string;
  method: string;
  path: string;
  summary: string;
  /** null: open to everybody. */
  scope: string | null;
  parameters: ReferenceField[];
  body: { types: string[]; fields: ReferenceField[] } | null;
  answers: { status: string; description: string; types: string[]; fields: ReferenceField[] }[];
};

type Content = Record<string, { schema?: JsonSchema }>;
type Operation = {
  summary: string;
  description?: string;
  parameters: { name: string; required: boolean; schema: JsonSchema }[];
  requestBody?: { content: Content };
  responses: Record<string, { description?: string; content?: Content }>;
};

/** The contract as people read it: made of the OpenAPI document, so that it can say nothing else. */
export function reference(version: string): ReferenceOperation[] {
  const { paths } = openApi(version) as { paths: Record<string, Record<string, Operation>> };
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      id: `${method}${path.replaceAll(/[^A-Za-z0-9]+/g, "-")}`,
      ...{ method: method.toUpperCase(), path, summary: operation.summary },
      scope: /^Scope: (.+)\.$/.exec(operation.description ?? "")?.[1] ?? null,
      parameters: operation.parameters.map(({ name, required, schema }) => field(name, schema, required)),
      body: operation.requestBody ? contentOf(operation.requestBody.content) : null,
      answers: Object.entries(operation.responses)
        .filter(([status]) => status !== "default")
        .map(([status, { description = "", content = {} }]) => ({ status, description, ...contentOf(content) })),
    })),
  );
}

function contentOf(content: Content): { types: string[]; fields: ReferenceField[] } {
  const [schema = {}] = Object.values(content).flatMap((each) => (each.schema ? [each.schema] : []));
  return { types: Object.keys(content), fields: fieldsOf(schema) };
}

const deepest = 3;

/** The fields in a schema, with those of what is in them; of several shapes, those of each that has any. */
function fieldsOf(schema: JsonSchema, prefix = "", depth = 0): ReferenceField[] {
  if (depth === deepest) return [];
  const shapes = schema.anyOf ?? schema.oneOf;
  if (shapes) return unique(shapes.flatMap((shape) => fieldsOf(shape, prefix, depth)));
  if (schema.items) return fieldsOf(schema.items, `${prefix}[]`, depth);
  return Object.entries(schema.properties ?? {}).flatMap(([name, of]) => {
    const path = prefix ? `${prefix}.${name}` : name;
    return [field(path, of, schema.required?.includes(name) ?? false), ...fieldsOf(of, path, depth + 1)];
  });
}

function unique(fields: ReferenceField[]): ReferenceField[] {
  return [...new Map(fields.map((each) => [each.name, each])).values()];
}

function field(name: string, schema: JsonSchema, isRequired: boolean): ReferenceField {
  return { name, type: typeOf(schema), isRequired, description: schema.description ?? "" };
}

function typeOf(schema: JsonSchema): string {
  const shapes = schema.anyOf ?? schema.oneOf;
  if (shapes) return [...new Set(shapes.map(typeOf))].join(" | ");
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.items) return `${typeOf(schema.items)}[]`;
  if (schema.type) return [schema.type].flat().join(" | ");
  return "any";
}
