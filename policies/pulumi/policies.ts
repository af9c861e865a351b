/**
 * The guards as policies of Pulumi: a stop is mandatory, a warning or a note advisory.
 *
 * They are policies of single resources and not of the whole stack, because an update judges the stack only after all of it was
 * written (pkg/resource/deploy/deployment_executor.go of pulumi 3.259; last verified: 2026-11-29). The first resource that Pulumi
 * registers is the stack itself: what is found of the plan is said there, and an update that is stopped there has written
 * nothing.
 */
import type { ResourceValidationPolicy } from '@pulumi/policy';
import { runGuards } from '../../src/core/guard.ts';
import type { Finding } from '../../src/core/model.ts';
import { contextIn, type PlanFile } from '../../src/core/planFile.ts';
import { visible } from '../../src/core/report/visible.ts';
import { guards } from '../index.ts';
import type { GuardSettings } from '../settings.ts';
import { ours, type Registered, strangeness } from './partOfPlan.ts';

export const stackType = 'pulumi:pulumi:Stack';

/** One pair of policies for each guard, because a policy has one level; the ones that stop come first. */
export function policiesFor(file: PlanFile<GuardSettings>): readonly ResourceValidationPolicy[] {
  const { findings } = runGuards(guards, contextIn(file), file.allowances);
  const stops = findings.filter(isStop);
  const saying = guards.flatMap(({ name, sentence }) => {
    const found = findings.filter(({ guard }) => guard === name);
    const common = { description: sentence };
    return [
      { ...common, name, enforcementLevel: 'mandatory' as const, says: found.filter(isStop) },
      {
        ...common,
        name: `${name}-advice`,
        enforcementLevel: 'advisory' as const,
        says: found.filter((one) => !isStop(one)),
      },
    ];
  });
  return [
    ...saying.map(
      ({ says, ...policy }): ResourceValidationPolicy => ({
        ...policy,
        validateResource: ({ type }, report) => {
          if (type === stackType) for (const finding of says) report(messageOf(finding));
        },
      }),
    ),
    onlyTheReviewed(file, stops),
  ];
}

/** Also where no stack came first: then nothing of a stopped plan may be written either. */
function onlyTheReviewed({ plan }: PlanFile<GuardSettings>, stops: readonly Finding[]): ResourceValidationPolicy {
  let isTold = false;
  return {
    name: 'part-of-the-plan',
    description: 'Only the steps of the reviewed plan are carried out, as they stand in it.',
    enforcementLevel: 'mandatory',
    validateResource: ({ type, props }, report) => {
      const isFirst = !isTold;
      isTold = true;
      if (!type.startsWith(ours)) return;
      if (isFirst) for (const finding of stops) report(messageOf(finding));
      const strange = strangeness(plan, { type, props: props as Registered['props'] });
      if (strange !== null) report(strange);
    },
  };
}

const isStop = ({ level, allowed }: Finding): boolean => level === 'stop' && allowed === undefined;

const messageOf = ({ guard, message, allowed }: Finding): string =>
  visible(allowed === undefined ? `${guard}: ${message}` : `${guard}: ${message} (allowed: ${allowed.reason})`);
