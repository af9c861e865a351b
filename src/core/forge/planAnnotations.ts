/** Findings, steps and what is left alone, pinned to the files of their objects: one annotation for each file. */
import { deletedItemPath, objectPath, printKey } from '../canonical/path.ts';
import type { Annotation } from '../forgePort.ts';
import type { Finding, ObjectKey, Plan } from '../model.ts';
import { nameText } from '../report/names.ts';
import { shortened, visible } from '../report/visible.ts';

export interface Pinned {
  readonly plan: Plan;
  /** Paths below the repository's root that the pull request changes. */
  isChanged(path: string): boolean;
}

type Level = Annotation['level'];

interface Line {
  readonly key: ObjectKey;
  readonly displayName: string;
  readonly level: Level;
  readonly title: string;
  readonly message: string;
}

const levels: readonly Level[] = ['failure', 'warning', 'notice'];

/** GitHub takes 64 KB of message and 255 characters of title; a screen takes less. */
const messageCharacters = 4000;

/** What stops first. */
export function annotationsOf({ plan, isChanged }: Pinned): readonly Annotation[] {
  const byObject = Map.groupBy(linesOf(plan), ({ key }) => printKey(key));
  return [...byObject.values()]
    .flatMap((lines): readonly Annotation[] => {
      const [first] = lines;
      if (first === undefined) return [];
      const level = levels.find((one) => lines.some((line) => line.level === one)) ?? 'notice';
      const title = [...new Set(lines.map((line) => line.title))].join('; ');
      const message = lines.map((line) => line.message).join('\n');
      return [
        {
          path: pathOf(first.key, isChanged),
          level,
          title: `${shortened(title, 120)}: ${nameText(first.displayName)}`,
          message: shortened(message, messageCharacters),
        },
      ];
    })
    .toSorted((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level));
}

/** The file that the diff shows; where it shows neither, the one that the object has while it is there. */
function pathOf(key: ObjectKey, isChanged: Pinned['isChanged']): string {
  const [live, deleted] = [`snapshots/${objectPath(key)}`, `snapshots/${deletedItemPath(key)}`];
  return isChanged(deleted) && !isChanged(live) ? deleted : live;
}

const linesOf = ({ findings, steps, untouched }: Plan): readonly Line[] => [
  ...findings.flatMap((finding) =>
    finding.objects.map((object): Line => {
      const lifted = finding.allowed === undefined ? '' : `, lifted: ${visible(finding.allowed.reason)}`;
      return {
        key: object,
        displayName: object.displayName,
        level: levelOf(finding),
        title: finding.guard,
        message: `${finding.guard}: ${visible(finding.message)}${lifted}`,
      };
    }),
  ),
  ...steps.map((step): Line => {
    const { n, action, displayName, why } = step;
    return { key: step, displayName, level: 'notice', title: action, message: `Step ${n}, ${action}: ${visible(why)}` };
  }),
  ...untouched.map((one): Line => {
    const { displayName, reason, property } = one;
    const part = property === undefined ? '' : `${nameText(property)}: `;
    return {
      key: one,
      displayName,
      level: 'warning',
      title: 'not touched',
      message: `Not touched: ${part}${visible(reason)}`,
    };
  }),
];

function levelOf({ level, allowed }: Finding): Level {
  if (level === 'stop') return allowed === undefined ? 'failure' : 'warning';
  return level === 'warn' ? 'warning' : 'notice';
}
