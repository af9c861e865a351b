/** Contoso's employees as users: the cloud's own, and those of the plant, who come from Active Directory. */
import type { SeedUser } from '../seed.ts';
import { changedAt, daysBefore, defaultDomain, digits, initialDomain, madeAt, userId } from './names.ts';
import { departments, offices } from './offices.ts';
import { syncedUser } from './onPremises.ts';
import { licencesOf } from './organization.ts';
import { type Employee, type StaffAlias, staff, staffAliases } from './staff.ts';
import { userBody } from './userBody.ts';

/** What sets somebody apart. Much of it is here because it is hard to keep well in text. */
const particulars: { readonly [alias in StaffAlias]?: Readonly<Record<string, unknown>> } = {
  'ingrid.solberg': {
    businessPhones: ['+47 22 55 01 01'],
    otherMails: ['ingrid@solberg.example', 'board@solberg.example'],
  },
  'mairead.obrien': { streetAddress: "1 Grand Canal Quay\nSt. John's Court, 3rd floor\nc/o Contoso Ireland" },
  'kari.nordmann': { employeeType: 'Contractor', preferredLanguage: 'nn-NO' },
  'mina.aasen': {
    ageGroup: 'NotAdult',
    consentProvidedForMinor: 'Granted',
    legalAgeGroupClassification: 'MinorWithParentalConsent',
    employeeType: 'Apprentice',
  },
  'lars.hansen': { passwordPolicies: 'DisablePasswordExpiration' },
  leo: { employeeType: 'Intern', employeeOrgData: null, employeeHireDate: null, mobilePhone: null },
  'rafael.nunez': { accountEnabled: false, jobTitle: 'Account Executive (on leave)' },
  'sven.oe': { faxNumber: '+47 22 55 01 99', mobilePhone: '+47 400 00 001' },
  // Left from the time before Conditional Access.
  'tuva.dahl': { perUserMfaState: 'enforced' },
  'omar.khalil': { perUserMfaState: 'enabled' },
  'camille.dubois': { perUserMfaState: 'disabled' },
  'taylor.yes': { preferredLanguage: 'no', companyName: 'Contoso "Events" & Co: #1' },
  // Active Directory keeps line ends as they were typed.
  'sabine.mueller': { streetAddress: 'Potsdamer Straße 12\r\nTor 4' },
};

/** Where the family name is said first. */
const familyNameFirst: ReadonlySet<string> = new Set(['tokyo']);

const isSynced = ([, , , department]: Employee): boolean => department === 'Manufacturing';

function employee(alias: StaffAlias, index: number): SeedUser {
  const row: Employee = staff[alias];
  const [givenName, surname, jobTitle, department, office, manager] = row;
  const { phone, ...place } = offices[office];
  const made = madeAt(alias);
  const changed = changedAt(made, alias);
  const address = `${alias}@${defaultDomain}`;
  const displayName = familyNameFirst.has(office) ? `${surname} ${givenName}` : `${givenName} ${surname}`;
  return {
    ...userBody({
      id: userId(alias),
      userPrincipalName: address,
      displayName,
      createdDateTime: made,
      ...place,
      ...licencesOf(made),
      businessPhones: [`${phone}${digits(4, 'desk', alias)}`],
      companyName: 'Contoso',
      department,
      employeeHireDate: daysBefore(made, 7),
      // Six digits, the first ones zero.
      employeeId: String(index + 1).padStart(6, '0'),
      employeeOrgData: departments[department],
      employeeType: 'Employee',
      givenName,
      imAddresses: [address],
      jobTitle,
      lastPasswordChangeDateTime: changed,
      mail: address,
      mobilePhone: `${phone}${digits(4, 'mobile', alias)}`,
      proxyAddresses: [`SMTP:${address}`, `smtp:${alias}@${initialDomain}`],
      signInSessionsValidFromDateTime: changed,
      surname,
      usageLocation: place.country,
      ...(isSynced(row) ? syncedUser(alias, displayName, department) : {}),
      ...particulars[alias],
    }),
    ...(manager === null ? {} : { manager: userId(manager) }),
  };
}

export const employees = (): readonly SeedUser[] => staffAliases.map(employee);

export const syncedAliases: readonly StaffAlias[] = staffAliases.filter((alias) => isSynced(staff[alias]));
