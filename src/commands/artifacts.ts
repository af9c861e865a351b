/** Files for a workflow's artifact, and the page of its run: what a job did, for people who come later. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Option } from 'commander';
import { bytesLimit } from '../core/forge/cut.ts';
import type { DifferenceReport } from '../core/model.ts';
import { reportJson } from '../core/report/json.ts';
import { reportMarkdown } from '../core/report/markdown.ts';
import type { NameOf } from '../core/report/names.ts';

export const artifactsOption = (): Option =>
  new Option('--artifacts <dir>', 'leave what was found or done there, as files to keep');

/** Of a job summary; a longer one is not shown at all (facts on GitHub §3). */
export const summaryLimit = bytesLimit(1024 * 1024);

export async function writeArtifacts(
  dir: string | undefined,
  files: { readonly [name: string]: string },
): Promise<void> {
  if (dir === undefined) return;
  await mkdir(dir, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
}

export const reportFiles = (report: DifferenceReport, nameOf: NameOf): { readonly [name: string]: string } => ({
  'report.md': reportMarkdown(report, nameOf),
  'report.json': reportJson(report, nameOf),
});
