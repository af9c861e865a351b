import { describe, expect, it } from 'vitest';
import { compareSubject, subjectOf } from '../../src/github/oidc.ts';

describe('the subject of a job', () => {
  const repository = { owner: 'contoso', name: 'entra-backup', id: 7, ownerId: 3, visibility: 'private' };
  const plain = { useDefault: true, claims: [], isImmutable: false };

  it.each([
    ['names', plain, 'repo:contoso/entra-backup:environment:entra-recovery'],
    ['ids', { ...plain, isImmutable: true }, 'repo:contoso@3/entra-backup@7:environment:entra-recovery'],
    [
      'a template of its own',
      { useDefault: false, claims: ['repository_owner_id', 'repo', 'context'], isImmutable: false },
      'repository_owner_id:3:repo:contoso/entra-backup:environment:entra-recovery',
    ],
    // The usual one wins where both are said.
    [
      'a template that is not used',
      { ...plain, claims: ['actor'] },
      'repo:contoso/entra-backup:environment:entra-recovery',
    ],
  ])('has %s', (_, template, sub) => {
    expect(subjectOf(repository, template, 'entra-recovery')).toEqual({ sub, unknownClaims: [] });
  });

  it('is not guessed where only the job knows it', () => {
    const template = { useDefault: false, claims: ['repo', 'job_workflow_ref'], isImmutable: false };
    expect(subjectOf(repository, template, 'e')).toEqual({ sub: null, unknownClaims: ['job_workflow_ref'] });
  });

  it('cannot be forged by the name of an environment', () => {
    expect(subjectOf(repository, plain, 'a:ref:refs/heads/main').sub).toBe(
      'repo:contoso/entra-backup:environment:a%3Aref%3Arefs/heads/main',
    );
  });

  it('needs a token that says something', () => {
    for (const text of ['', 'a.b.c', `a.${Buffer.from('{"sub":1}').toString('base64url')}.c`]) {
      expect(() => compareSubject({ sub: 'x' }, text)).toThrow(/does not say/);
    }
  });
});
