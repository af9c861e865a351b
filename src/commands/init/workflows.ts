/**
 * The workflows of a pipeline repository: those of this repository, with the tool named by commit instead of lying beside them.
 * One source for both; docs/decisions/0020-workflows.md says why.
 */
import { readdir, readFile } from 'node:fs/promises';

const folder = new URL('../../../.github/workflows/', import.meta.url);

/** The project's own tests are not a pipeline's. */
const notOurs = ['check.yml'];

/** What a checkout of this repository holds of the tool itself, as `sparse-checkout` lists it. */
const toolFolders = ['bin', 'schemas', 'scripts', 'src'].map((name) => `            ${name}\n`).join('');
const here = 'uses: ./\n';

/** `owner/name@commit`, and the version beside it for people. */
export interface ToolReference {
  readonly uses: string;
  readonly version: string;
}

/** By path in the pipeline repository. */
export async function pipelineWorkflows(tool: ToolReference): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yml') && !notOurs.includes(name)).toSorted();
  const files = names.map(async (name) => {
    const text = await readFile(new URL(name, folder), 'utf8');
    return [`.github/workflows/${name}`, pipelineWorkflow(text, tool)] as const;
  });
  return new Map(await Promise.all(files));
}

/** Throws on a workflow that does not run the tool from its own checkout: the replacement would leave it as it is. */
export function pipelineWorkflow(text: string, { uses, version }: ToolReference): string {
  if (!text.includes(here) || !text.includes(toolFolders))
    throw new Error('a workflow that does not run the tool beside it');
  return text.replaceAll(here, `uses: ${uses} # v${version}\n`).replaceAll(toolFolders, '');
}
